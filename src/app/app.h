/* app.h -- the whole program put together: which slices there are, which
 * threads run, what the command line can do. Wiring only; no rule stands here. */
#pragma once
#include "app/config.h"
#include "http/http.h"
#include "store/store.h"

struct app {
	struct config config;
	struct store *store;
	struct server *server;
	uint8_t holder_key[32];	/* makes put_holder()'s word unguessable outside this installation */
};

/* Every route table of the program, NULL at the end. */
extern const struct route *const app_tables[];

/* Opens the store (migrating it), reads methods and templates, starts the
 * server and the background jobs. FAILED/INVALID with the cause; what was
 * started is stopped again. */
must_use enum rc app_start(struct ctx *x, struct app *a);
void app_stop(struct app *a);

/* jobs.c: mail, reminders, housekeeping, each on its rhythm, on one thread. Mail
 * goes out as soon as jobs_mail_waits says so (any thread, does not wait). */
must_use enum rc jobs_start(struct ctx *x, struct app *a);
void jobs_stop(void);
void jobs_mail_waits(void);

/* demo.c: a workplace of 24 with a programme under way. Writes only into an
 * empty store; CONFLICT otherwise. */
void demo_allow(void);		/* before anybody can ask: the demonstration's routes exist */
must_use enum rc demo_fill(struct ctx *x, struct app *a);
extern const struct route demo_routes[];	/* choosing whom to be; only after demo_allow() */
must_use enum rc demo_announce(struct ctx *x, struct app *a);	/* prints address, people and code */

/* commands.c: everything but serving. Returns the exit status. */
/* Says on stderr which setting is wrong and why. */
void command_setting_fault(struct ctx *x);
int command_run(struct ctx *x, struct app *a, int argc, char **argv);
