/* commands.c -- the command line. Each command is a function; --help is made
 * from the same table. */
#include "app/app.h"
#include "app/lean.h"
#include "app/links.h"
#include "core/log.h"
#include "method/method.h"
#include "people/people.h"
#include "render/render.h"
#include "ui/ui.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int say_fault(struct ctx *x, enum rc rc)
{
	struct str words = x->fault.message ? ui_text_args(x, x->fault.message, x->fault.args) : str_of(rc_name(rc));
	fprintf(stderr, "samspil: %.*s%s%s\n", STR_ARG(words), x->fault.cause ? "\n  " : "", x->fault.cause ? x->fault.cause : "");
	return 1;
}

void command_setting_fault(struct ctx *x)
{
	struct fault f = x->fault;
	fault_clear(x);
	bool words = ui_init(x, false) == OK;
	struct str why = words ? ui_text_args(x, f.message, f.args) : str_of(f.message);
	fprintf(stderr, "samspil: --%s: %.*s\n", f.field, STR_ARG(why));
}

/* ---- serving */

static void block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, set, NULL);	/* inherited by every thread: only we wait for them */
	signal(SIGPIPE, SIG_IGN);
}

struct link_wanted {
	struct app *app;
	struct str base, link;
};

static enum rc setup_link(struct ctx *x, void *p)
{
	struct link_wanted *l = p;
	return people_setup_link(x, l->base, l->app->config.smtp_url.n > 0, &l->link);
}

static struct str address(struct ctx *x, const struct app *a)
{
	return a->config.base_url.n ? a->config.base_url : str_fmt(x->arena, "http://localhost:%d", server_port(a->server));
}

static enum rc announce(struct ctx *x, struct app *a)
{
	struct link_wanted l = { .app = a, .base = address(x, a) };
	printf("Samspil %s: %.*s\n", SAMSPIL_VERSION, STR_ARG(l.base));
	TRY(store_now(a->store, x, true, setup_link, &l));
	if (l.link.p)
		printf("First administrator: %.*s\n", STR_ARG(l.link));
	fflush(stdout);
	return OK;
}

static int serve_with(struct ctx *x, struct app *a, enum rc (*say)(struct ctx *, struct app *))
{
	sigset_t set;
	int got;
	lean_begin();
	block_signals(&set);
	enum rc rc = app_start(x, a);
	if (rc == OK)
		rc = say(x, a);
	if (rc != OK) {
		int status = say_fault(x, rc);
		app_stop(a);
		return status;
	}
	log_line(LOG_INFO, "started", "port=%d", server_port(a->server));
	lean_settle();
	sigwait(&set, &got);
	log_line(LOG_INFO, "stopping", "signal=%d", got);
	app_stop(a);
	return 0;
}

static int serve(struct ctx *x, struct app *a, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve_with(x, a, announce);
}

static int demo(struct ctx *x, struct app *a, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	demo_allow();
	return serve_with(x, a, demo_announce);
}

/* ---- the rest: each opens what it needs */

static enum rc open_store(struct ctx *x, struct app *a)
{
	TRY(ui_init(x, false));
	return store_open(x, a->config.store, true, &a->store);
}

static int migrate(struct ctx *x, struct app *a, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	enum rc rc = open_store(x, a);
	if (rc != OK)
		return say_fault(x, rc);
	puts("the store is up to date");
	store_close(a->store);
	return 0;
}

static int import(struct ctx *x, struct app *a, int argc, char **argv)
{
	bool dry = argc == 3 && strcmp(argv[2], "--dry-run") == 0, clean = false;
	if (argc < 2 || (argc > 2 && !dry)) {
		fputs("usage: samspil import FILE [--dry-run]\n", stderr);
		return 2;
	}
	enum rc rc = open_store(x, a);
	if (rc == OK)
		rc = people_import_command(x, a->store, argv[1], dry, stdout, &clean);
	if (a->store)
		store_close(a->store);
	return rc == OK ? clean ? 0 : 1 : say_fault(x, rc);
}

static int check_links(struct ctx *x, int argc, char **argv)
{
	size_t dead = 0;
	if (argc < 1) {
		fputs("usage: samspil check --links PATH...\n", stderr);
		return 2;
	}
	for (int i = 0; i < argc; i++) {
		size_t n;
		enum rc rc = links_check(x, argv[i], stdout, &n);
		if (rc != OK)
			return say_fault(x, rc);
		dead += n;
	}
	return dead ? 1 : 0;
}

static int check(struct ctx *x, struct app *a, int argc, char **argv)
{
	size_t faults = 0;
	(void)a;
	enum rc rc = ui_init(x, true);
	if (rc != OK)
		return say_fault(x, rc);
	if (argc < 2) {
		fputs("usage: samspil check PATH...\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "--links") == 0)
		return check_links(x, argc - 2, argv + 2);
	if (render_check(x) != OK) {
		printf("%s\n", x->fault.cause ? x->fault.cause : "render");
		fault_clear(x);
	}
	for (int i = 1; i < argc; i++) {
		struct method_faults f = { 0 };
		rc = method_check(x, str_of(argv[i]), &f);
		if (rc == NOT_FOUND && !x->fault.message)
			rc = fail_str(x, INVALID, "path", "app.links_unreadable", "path", str_of(argv[i]));
		if (rc != OK)
			return say_fault(x, rc);
		for (const struct method_fault *m = f.first; m; m = m->next)
			printf("%.*s\n", STR_ARG(method_fault_line(x, m)));
		faults += f.n;
	}
	return faults ? 1 : 0;
}

static int routes(struct ctx *x, struct app *a, int argc, char **argv)
{
	(void)x;
	(void)a;
	(void)argc;
	(void)argv;
	for (size_t t = 0; app_tables[t]; t++)
		for (const struct route *r = app_tables[t]; r->path; r++)
			printf("%-5s %-44s %-40s %s\n", r->method == HTTP_GET ? "GET" : "POST", r->path, r->permission->name,
			       r->view ? r->view : "-");
	return 0;
}

static int backup(struct ctx *x, struct app *a, int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: samspil backup FILE\n", stderr);
		return 2;
	}
	enum rc rc = open_store(x, a);
	if (rc == OK)
		rc = store_backup(a->store, x, str_of(argv[1]));
	if (a->store)
		store_close(a->store);
	return rc == OK ? 0 : say_fault(x, rc);
}

static const struct command {
	const char *name, *words;
	int (*run)(struct ctx *x, struct app *a, int argc, char **argv);
} commands[] = {
	{ "serve", "serve (also without a command)", serve },
	{ "demo", "serve a living demonstration; the store must be empty or a demonstration", demo },
	{ "migrate", "bring the store up to this version", migrate },
	{ "import", "FILE [--dry-run]: an organisation from CSV", import },
	{ "check", "PATH...: every fault of method files, with file and line; --links PATH...: dead addresses in them", check },
	{ "routes", "what is answered, and to whom", routes },
	{ "backup", "FILE: a consistent copy of the store", backup },
};
enum { NCOMMANDS = sizeof commands / sizeof *commands };

static int help(FILE *to)
{
	struct buf b;
	buf_init(&b, 64 << 10);
	buf_z(&b, "samspil [COMMAND] [--SETTING=VALUE ...]\n\n");
	for (size_t i = 0; i < NCOMMANDS; i++)
		buf_fmt(&b, "  %-10s %s\n", commands[i].name, commands[i].words);
	buf_z(&b, "\nSettings, also as SAMSPIL_NAME in the environment or in a file (--config FILE):\n");
	config_help(&b);
	fwrite(b.p, 1, b.n, to);
	buf_free(&b);
	return to == stdout ? 0 : 2;
}

int command_run(struct ctx *x, struct app *a, int argc, char **argv)
{
	if (argc < 2)
		return serve(x, a, argc, argv);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout);
	if (strcmp(argv[1], "--version") == 0) {
		puts("samspil " SAMSPIL_VERSION);
		return 0;
	}
	/* Asked of a command, before it opens a store or a file of that name. */
	for (int i = 2; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0)
			return help(stdout);
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(x, a, argc - 1, argv + 1);
	fprintf(stderr, "samspil: no command \"%s\"\n\n", argv[1]);
	return help(stderr);
}
