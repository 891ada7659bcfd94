/* import_fuzz.c -- an organisation's file from a stranger, against a store that
 * knows a small one already. Held against: a check never writes and never
 * fails; what checks clean can be stored; stored, it changes nothing when it
 * comes out and in again. Everything is undone after each input. */
#include "core/random.h"
#include "people/people.h"
#include "store/store.h"
#include <stdlib.h>
#include <unistd.h>

enum { INPUT_MAX = 64 << 10 };

static struct store *store;
static struct arena *arena;

#define insist(holds) insist_at((holds), __LINE__)

static void insist_at(bool holds, int line)
{
	if (holds)
		return;
	fprintf(stderr, "import_fuzz.c:%d does not hold\n", line);
	abort();
}

static enum rc start(struct ctx *x, void *p)
{
	struct import_report r;
	(void)p;
	return people_import_apply(x, NULL,
				   S("enhed;overenhed;navn;e-mail;medarbejdernr;rolle;fra\nTop;;;;;;\nA;Top;Mette;m@x.dk;1;;2020-01-01\n"
				     "B;A;Ali;a@x.dk;;tr;2021-01-01\nB;Top;Pia;;3;hr;\n"),
				   &r);
}

static enum rc one(struct ctx *x, void *p)
{
	const struct str *input = p;
	struct import_report checked, stored, again;
	struct str csv;
	insist(people_import_check(x, *input, &checked) == OK);
	if (checked.faults_total)
		return INVALID;
	insist(people_import_apply(x, NULL, *input, &stored) == OK);
	insist(people_import_check(x, *input, &again) == OK);
	insist(again.faults_total == 0 && again.changes_total == 0);
	insist(people_export(x, &csv) == OK);
	insist(people_import_check(x, csv, &again) == OK);
	insist(again.faults_total == 0 && again.changes_total == 0);
	return INVALID;	/* undo */
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char address[64];
	struct ctx x;
	(void)argc;
	(void)argv;
	random_init();
	arena = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, arena);
	snprintf(address, sizeof address, "sqlite:/tmp/import-fuzz-%d.db", (int)getpid());
	insist(store_open(&x, str_of(address), true, &store) == OK);
	insist(store_now(store, &x, true, start, NULL) == OK);
	unlink(address + sizeof "sqlite:" - 1);	/* the open file is enough, and nothing stays behind */
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct ctx x;
	if (n > INPUT_MAX)
		return 0;
	arena_reset(arena);
	ctx_init(&x, arena);
	x.now = 1767225600;	/* the same day on every run */
	struct str input = { arena_copy(arena, bytes, n), n };
	enum rc rc = store_now(store, &x, true, one, &input);
	insist(rc == INVALID);
	return 0;
}
