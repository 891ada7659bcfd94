/* mail_test.c -- the queue and the sender against a real SMTP server
 * (smtp_server.py) on a free port. Time is moved by hand: nothing sleeps.
 *
 *	mail_test PYTHON smtp_server.py */
#include "core/testing.h"
#include "mail/smtp.h"
#include "store/store_test_support.h"

#include "core/clock.h"

#include <dirent.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *python, *script;

struct post {
	void *store;			/* store_test_support's */
	struct arena *arena;
	struct ctx x;			/* the sender's */
	char folder[64];
	pid_t server;
	int server_stdin;
	char url[64];
	struct mail_config config;
};

/* ---- a server for one test ------------------------------------------------------- */

static void start_server(struct post *p, const char *const *options)
{
	int in[2], out[2];
	const char *argv[10] = { python, script, p->folder };
	for (size_t i = 0; options && options[i]; i++)
		argv[3 + i] = options[i];
	assert_return_code(pipe(in), 0);
	assert_return_code(pipe(out), 0);
	p->server = fork();
	assert_return_code(p->server, 0);
	if (p->server == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execv(python, (char **)argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	p->server_stdin = in[1];
	int port = 0;
	FILE *f = fdopen(out[0], "r");
	assert_int_equal(fscanf(f, "%d%*c", &port), 1);	/* nothing comes if it could not start */
	fclose(f);
	snprintf(p->url, sizeof(p->url), "smtp://localhost:%d", port);
	p->config = (struct mail_config){ .smtp_url = str_of(p->url), .from = S("Samspil på Æbleø <samspil@example.dk>") };
}

static void stop_server(struct post *p)
{
	if (!p->server)
		return;
	close(p->server_stdin);	/* the server ends by itself */
	waitpid(p->server, NULL, 0);
	p->server = 0;
}

static int setup(void **state)
{
	struct post *p = calloc(1, sizeof(*p));
	int rc = store_test_setup(&p->store);
	p->arena = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&p->x, p->arena);
	p->x.now = clock_now() + 1;	/* what is queued below is due */
	memcpy(p->folder, "/tmp/samspil-mail-XXXXXX", 25);
	if (!mkdtemp(p->folder))
		return 1;
	*state = p;
	return rc;
}

static int teardown(void **state)
{
	struct post *p = *state;
	stop_server(p);
	DIR *d = opendir(p->folder);
	for (struct dirent *e; d && (e = readdir(d));)
		unlinkat(dirfd(d), e->d_name, 0);	/* "." and ".." refuse */
	closedir(d);
	rmdir(p->folder);
	arena_free(p->arena);
	int rc = store_test_teardown(&p->store);
	free(p);
	return rc;
}

/* ---- helpers ----------------------------------------------------------------------- */

static void queue(struct post *p, const struct mail *m)
{
	assert_int_equal(mail_queue(store_test_ctx(&p->store), m), OK);
	store_test_commit(&p->store);
	p->x.now = clock_now() + 1;
}

static void queue_to(struct post *p, struct str to)
{
	queue(p, &(struct mail){ .to = to, .subject = S("Hej"), .text = S("Tekst") });
}

static size_t send_at(struct post *p, int64_t seconds)
{
	size_t sent;
	struct ctx x = p->x;
	x.now += seconds;
	enum rc rc = mail_send_due(&x, store_test_store(&p->store), &p->config, 100, &sent);
	if (rc != OK)
		print_message("%s\n", x.fault.cause);
	assert_int_equal(rc, OK);
	return sent;
}

static struct str kept(struct post *p, int no, const char *kind)
{
	static char bytes[1 << 20];
	FILE *f = fopen(str_fmt(p->arena, "%s/%03d.%s", p->folder, no, kind).p, "rb");
	if (!f)
		return STR_NULL;
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return str_dup(p->arena, (struct str){ bytes, n });
}

static void assert_has(struct str s, const char *line)
{
	if (!str_contains(s, str_of(line)))
		print_message("missing \"%s\" in\n%.*s\n", line, STR_ARG(s));
	assert_true(str_contains(s, str_of(line)));
}

static void assert_counts(struct post *p, int64_t waiting, int64_t failed)
{
	int64_t w, f;
	assert_int_equal(mail_counts(store_test_ctx(&p->store), &w, &f), OK);
	store_test_commit(&p->store);
	assert_int_equal(w, waiting);
	assert_int_equal(f, failed);
}

/* ---- what arrives -------------------------------------------------------------------- */

static void a_message_arrives_as_it_was_written(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	queue(p, &(struct mail){
		.to = S("mette@example.dk"), .to_name = S("Mette Ærø \"M\" Holm"),
		.subject = S("Indkaldelse til opsamlings- og planlægningsmøde på stationen: kom gerne lidt før, så når vi kaffen ☕"),
		.text = S("Kære Mette\n\n.punktum først på linjen\nen meget lang linje, som er længere end de 76 tegn, en linje højst må fylde, når den sendes\nhttps://samspil.example.dk/m/17?a=b\n"),
	});
	assert_int_equal(send_at(p, 0), 1);
	struct str t = kept(p, 0, "txt"), raw = kept(p, 0, "eml");
	assert_has(t, "rcpt=mette@example.dk\n");
	assert_has(t, "to=\"Mette Ærø \\\"M\\\" Holm\" <mette@example.dk>\n");
	assert_has(t, "from=Samspil på Æbleø <samspil@example.dk>\n");
	assert_has(t, "subject=Indkaldelse til opsamlings- og planlægningsmøde på stationen: kom gerne lidt før, så når vi kaffen ☕\n");
	assert_has(t, "auto-submitted=auto-generated\n");
	assert_has(t, "body=.punktum først på linjen\n");
	assert_has(t, "body=en meget lang linje, som er længere end de 76 tegn, en linje højst må fylde, når den sendes\n");
	assert_has(t, "body=https://samspil.example.dk/m/17?a=b\n");
	assert_has(t, "@example.dk>\n");
	assert_has(raw, "text/plain; charset=utf-8");
	struct str rest = raw, line;
	while (str_next(&rest, '\n', &line))
		assert_true(line.n <= 100);	/* headers fold, the body is quoted-printable */
	assert_int_equal(send_at(p, 3600), 0);	/* once */
	assert_counts(p, 0, 0);
}

static void an_invitation_is_the_alternative_and_files_are_attached(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	struct mail_attachment files[] = {
		{ S("moede.ics"), S("text/calendar; method=REQUEST; charset=utf-8"), S("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Møde\r\nEND:VCALENDAR\r\n") },
		{ S("plan.pdf"), S("application/pdf"), S("%PDF\0\xff") },
	};
	queue(p, &(struct mail){ .to = S("mette@example.dk"), .subject = S("Møde"), .text = S("Kom"), .attachments = files, .nattachments = 2 });
	assert_int_equal(send_at(p, 0), 1);
	struct str t = kept(p, 0, "txt");
	assert_has(t, "multi=multipart/mixed\nmulti=multipart/alternative\npart=text/plain - -\nbody=Kom\npart=text/calendar REQUEST -\n");
	assert_has(t, "body=SUMMARY:Møde\n");
	assert_has(t, "part=application/pdf - plan.pdf\nbody=2550444600ff\n");
}

static void many_share_a_round_and_max_is_kept(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	for (int i = 0; i < 5; i++)
		queue_to(p, str_fmt(p->arena, "p%d@example.dk", i));
	size_t sent;
	struct ctx x = p->x;
	assert_int_equal(mail_send_due(&x, store_test_store(&p->store), &p->config, 2, &sent), OK);
	assert_int_equal(sent, 2);
	assert_has(kept(p, 0, "txt"), "rcpt=p0@example.dk\n");
	assert_int_equal(send_at(p, 0), 3);
	assert_has(kept(p, 4, "txt"), "rcpt=p4@example.dk\n");
}

/* ---- refusals -------------------------------------------------------------------------- */

static void greylisted_then_taken(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	queue_to(p, S("grey@example.dk"));
	queue_to(p, S("after@example.dk"));	/* one refusal does not hold up the next */
	assert_int_equal(send_at(p, 0), 1);
	assert_counts(p, 1, 0);
	assert_int_equal(send_at(p, 59), 0);
	assert_int_equal(send_at(p, 60), 1);
	assert_has(kept(p, 1, "txt"), "rcpt=grey@example.dk\n");
	assert_counts(p, 0, 0);
}

static void refused_for_good_is_not_tried_again(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	queue_to(p, S("no@example.dk"));
	queue_to(p, S("after@example.dk"));
	assert_int_equal(send_at(p, 0), 1);
	assert_counts(p, 0, 1);
	assert_int_equal(send_at(p, 24 * 3600), 0);
	assert_counts(p, 0, 1);
	assert_int_equal(send_at(p, 31 * 24 * 3600), 0);
	queue_to(p, S("later@example.dk"));
	assert_int_equal(send_at(p, 32 * 24 * 3600), 1);	/* a round also forgets what is old */
	assert_counts(p, 0, 0);
}

static void the_ladder_is_climbed_and_then_left(void **state)
{
	static const int64_t waits[] = { 60, 300, 1800, 7200, 43200 };
	struct post *p = *state;
	start_server(p, NULL);
	queue_to(p, S("full@example.dk"));
	int64_t at = 0;
	assert_int_equal(send_at(p, at), 0);
	for (size_t i = 0; i < 5; i++) {
		assert_counts(p, 1, 0);
		at += waits[i];
		assert_int_equal(send_at(p, at), 0);
	}
	assert_counts(p, 0, 1);	/* six attempts */
}

static void a_line_lost_after_data_gives_two_copies_of_one_id(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	queue_to(p, S("lost@example.dk"));
	assert_int_equal(send_at(p, 0), 0);
	assert_counts(p, 1, 0);
	assert_int_equal(send_at(p, 60), 1);
	assert_counts(p, 0, 0);
	struct str a = kept(p, 0, "txt"), b = kept(p, 1, "txt");
	assert_null(kept(p, 2, "txt").p);
	const char *id = strstr(a.p, "message-id=<");
	assert_non_null(id);
	assert_has(b, str_fmt(p->arena, "%.*s", (int)strcspn(id, "\n"), id).p);
}

/* ---- no server --------------------------------------------------------------------------- */

static void without_a_server_everything_waits(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	stop_server(p);
	queue_to(p, S("mette@example.dk"));
	queue_to(p, S("jonas@example.dk"));
	for (int64_t at = 0; at < 20; at++)	/* far more often than the ladder has rungs */
		assert_int_equal(send_at(p, at * 24 * 3600), 0);
	assert_counts(p, 2, 0);
	p->config.smtp_url = STR_NULL;
	assert_int_equal(send_at(p, 30 * 24 * 3600), 0);
	assert_counts(p, 2, 0);
	start_server(p, NULL);
	assert_int_equal(send_at(p, 40 * 24 * 3600), 2);
}

static void a_server_that_refuses_at_the_door_costs_no_attempt(void **state)
{
	static const char *const options[] = { "--banner", NULL };
	struct post *p = *state;
	start_server(p, options);
	queue_to(p, S("mette@example.dk"));
	for (int64_t at = 0; at < 10; at++)
		assert_int_equal(send_at(p, at * 24 * 3600), 0);
	assert_counts(p, 1, 0);
}

/* ---- TLS and login ------------------------------------------------------------------------ */

static void tls_is_demanded_and_the_certificate_checked(void **state)
{
	static const char *const tls[] = { "--tls", NULL };
	struct post *p = *state;
	queue_to(p, S("mette@example.dk"));
	start_server(p, NULL);
	p->config.require_tls = true;
	assert_int_equal(send_at(p, 0), 0);		/* not offered */
	stop_server(p);
	start_server(p, tls);
	p->config.require_tls = true;
	assert_int_equal(send_at(p, 120), 0);		/* offered by nobody knows whom */
	assert_null(kept(p, 0, "eml").p);
	p->config.ca_file = str_fmt(p->arena, "%s/cert.pem", p->folder);
	assert_int_equal(send_at(p, 240), 1);
	queue_to(p, S("jonas@example.dk"));
	p->config.require_tls = false;
	p->config.ca_file = STR_NULL;
	assert_int_equal(send_at(p, 360), 1);		/* among servers: better than open text */
}

static void a_password_is_only_sent_over_tls(void **state)
{
	static const char *const open[] = { "--auth", "samspil:hemmelig", NULL };
	static const char *const tls[] = { "--auth", "samspil:hemmelig", "--tls", NULL };
	struct post *p = *state;
	queue_to(p, S("mette@example.dk"));
	start_server(p, open);
	p->config.user = S("samspil");
	p->config.password = S("hemmelig");
	assert_int_equal(send_at(p, 0), 0);
	stop_server(p);
	start_server(p, tls);
	p->config.ca_file = str_fmt(p->arena, "%s/cert.pem", p->folder);
	p->config.user = S("samspil");
	p->config.password = S("forkert");
	for (int64_t day = 1; day < 10; day++)
		assert_int_equal(send_at(p, day * 24 * 3600), 0);
	assert_counts(p, 1, 0);				/* a wrong password is not the message's fault */
	p->config.password = S("hemmelig");
	assert_int_equal(send_at(p, 20 * 24 * 3600), 1);
}

/* ---- what is not queued --------------------------------------------------------------------- */

static void headers_cannot_be_injected(void **state)
{
	struct post *p = *state;
	struct ctx *x = store_test_ctx(&p->store);
	struct mail_attachment odd[] = { { S("a\r\nX: 1"), S("text/plain"), S("") }, { S("a\"b"), S("text/plain"), S("") }, { S("../a"), S("text/plain"), S("") }, { S("a"), S("text/plain\r\nX: 1"), S("") } };
	const struct { struct mail m; const char *field, *message; } cases[] = {
		{ { .to = S("a@b.dk\r\nBcc: x@y.dk"), .subject = S("s") }, "to", "mail.bad_address" },
		{ { .to = S("a@b.dk>, <x@y.dk"), .subject = S("s") }, "to", "mail.bad_address" },
		{ { .to = S("ingen"), .subject = S("s") }, "to", "mail.bad_address" },
		{ { .to = S("a@b.dk"), .subject = S("s\r\nBcc: x@y.dk") }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s\nX: 1") }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s\0x") }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S(" ") }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s"), .to_name = S("n\r\nBcc: x@y.dk") }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s"), .attachments = &odd[0], .nattachments = 1 }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s"), .attachments = &odd[1], .nattachments = 1 }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s"), .attachments = &odd[2], .nattachments = 1 }, "subject", "mail.bad_header" },
		{ { .to = S("a@b.dk"), .subject = S("s"), .attachments = &odd[3], .nattachments = 1 }, "subject", "mail.bad_header" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fault_clear(x);
		assert_int_equal(mail_queue(x, &cases[i].m), INVALID);
		assert_string_equal(x->fault.field, cases[i].field);
		assert_string_equal(x->fault.message, cases[i].message);
	}
	fault_clear(x);
	char *large = arena_alloc(p->arena, MAIL_TEXT_MAX + 1);
	memset(large, 'x', MAIL_TEXT_MAX + 1);
	assert_int_equal(mail_queue(x, &(struct mail){ .to = S("a@b.dk"), .subject = S("s"), .text = { large, MAIL_TEXT_MAX + 1 } }), TOO_LARGE);
	store_test_commit(&p->store);
	assert_counts(p, 0, 0);
}

static void undone_work_sends_nothing(void **state)
{
	struct post *p = *state;
	start_server(p, NULL);
	assert_int_equal(mail_queue(store_test_ctx(&p->store), &(struct mail){ .to = S("a@b.dk"), .subject = S("s") }), OK);
	store_test_undo(&p->store);
	assert_int_equal(send_at(p, 60), 0);
}

static void hear(void *heard, struct str topic)
{
	if (str_eqz(topic, MAIL_TOPIC))
		sem_post(heard);
}

/* Whoever sends need not look at the clock: what is queued says so, once it is
 * durable, and nobody is called for what was undone. */
static void what_is_queued_is_announced(void **state)
{
	enum { PATIENCE_S = 60 };
	struct post *p = *state;
	sem_t heard;
	struct timespec until;
	sem_init(&heard, 0, 0);
	store_listen(store_test_store(&p->store), hear, &heard);
	assert_int_equal(mail_queue(store_test_ctx(&p->store), &(struct mail){ .to = S("a@b.dk"), .subject = S("Fortrudt") }), OK);
	store_test_undo(&p->store);
	queue_to(p, S("ida@example.dk"));
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_S;
	assert_return_code(sem_timedwait(&heard, &until), 0);
	assert_int_equal(sem_trywait(&heard), -1);
}

static void odd_configurations_are_told(void **state)
{
	struct post *p = *state;
	static const struct { struct mail_config c; const char *field; } cases[] = {
		{ { .smtp_url = S("http://localhost"), .from = S("a@b.dk") }, "smtp-url" },
		{ { .smtp_url = S("file:///etc/passwd"), .from = S("a@b.dk") }, "smtp-url" },
		{ { .smtp_url = S("smtp://localhost"), .from = S("Samspil") }, "mail-from" },
		{ { .smtp_url = S("smtp://localhost"), .from = S("x\r\nBcc: y <a@b.dk>") }, "mail-from" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fault_clear(&p->x);
		assert_int_equal(mail_check_config(&p->x, &cases[i].c), INVALID);
		assert_string_equal(p->x.fault.field, cases[i].field);
	}
	fault_clear(&p->x);
	assert_int_equal(mail_check_config(&p->x, &(struct mail_config){ .from = S("Samspil <samspil@localhost>") }), OK);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	python = argv[1];
	script = argv[2];
	signal(SIGPIPE, SIG_IGN);
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_message_arrives_as_it_was_written),
		T(an_invitation_is_the_alternative_and_files_are_attached),
		T(many_share_a_round_and_max_is_kept),
		T(greylisted_then_taken),
		T(refused_for_good_is_not_tried_again),
		T(the_ladder_is_climbed_and_then_left),
		T(a_line_lost_after_data_gives_two_copies_of_one_id),
		T(without_a_server_everything_waits),
		T(a_server_that_refuses_at_the_door_costs_no_attempt),
		T(tls_is_demanded_and_the_certificate_checked),
		T(a_password_is_only_sent_over_tls),
		T(headers_cannot_be_injected),
		T(undone_work_sends_nothing),
		T(what_is_queued_is_announced),
		T(odd_configurations_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
