/* jobs.c -- what happens by itself: mail goes out, sessions run out, reminders
 * are sent. One thread, since nothing here is in a hurry but a mail that somebody
 * waits for at the door; each job opens its own transactions and a failing one
 * does not hold up the others. */
#include "app/app.h"
#include "app/lean.h"
#include "core/log.h"
#include "mail/mail.h"
#include "people/people.h"
#include "plan/plan.h"
#include "programme/programme.h"
#include "workshop/workshop.h"
#include <errno.h>
#include <pthread.h>
#include <time.h>

enum {
	TICK_S = 5,		/* a session's timers are told at most so late */
	MINUTE_S = 60,
	HOUR_S = 3600,
	MAIL_BATCH = 50,	/* a round of mail that is over before the next tick at an ordinary server */
};

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool running, stop, mail;	/* mail: some was queued since the last round */
	struct app *app;
	struct date day;	/* whose roles have been announced */
} jobs = { .lock = PTHREAD_MUTEX_INITIALIZER };

static enum rc housekeeping(struct ctx *x, void *p)
{
	(void)p;
	return people_housekeeping(x);
}

/* Pages stand open over midnight; roles end there. */
static enum rc new_day(struct ctx *x, void *p)
{
	struct date today = ctx_today(x);
	size_t n;
	(void)p;
	TRY(people_new_day(x, jobs.day, &n));
	jobs.day = today;
	if (n)
		log_line(LOG_INFO, "new_day", "roles_changed=%zu", n);
	return OK;
}

static enum rc remind(struct ctx *x, void *p)
{
	struct app *a = p;
	size_t queued;
	TRY(plan_remind(x, a->config.base_url, &queued));
	TRY(programme_daily(x, a->config.base_url));
	if (queued)
		log_line(LOG_INFO, "reminded", "queued=%zu", queued);
	return OK;
}

static enum rc end_left_workshops(struct ctx *x, void *p)
{
	(void)p;
	return workshop_end_left(x);
}

static enum rc mix_workshops(struct ctx *x, void *p)
{
	(void)p;
	return workshop_mix(x);
}

static enum rc tick_workshops(struct ctx *x, void *p)
{
	(void)p;
	return workshop_tick(x);
}

static void run(struct ctx *x, const char *name, enum rc (*fn)(struct ctx *, void *))
{
	enum rc rc = store_now(jobs.app->store, x, true, fn, jobs.app);
	if (rc != OK)
		log_line(LOG_ERROR, "job_failed", "job=%s rc=%s cause=\"%s\"", name, rc_name(rc), x->fault.cause ? x->fault.cause : "");
}

static void send_mail(struct ctx *x)
{
	const struct config *c = &jobs.app->config;
	struct mail_config m = { .smtp_url = c->smtp_url, .user = c->smtp_user, .password = c->smtp_password,
				 .from = c->mail_from, .require_tls = c->smtp_tls };
	size_t sent;
	if (c->smtp_url.n == 0)
		return;
	enum rc rc = mail_send_due(x, jobs.app->store, &m, MAIL_BATCH, &sent);
	if (rc != OK)
		log_line(LOG_ERROR, "job_failed", "job=mail rc=%s cause=\"%s\"", rc_name(rc), x->fault.cause ? x->fault.cause : "");
	else if (sent)
		log_line(LOG_INFO, "mail_sent", "n=%zu", sent);
}

enum woken { BY_TICK, BY_MAIL, TO_STOP };

/* Mail is announced by the transaction that queues it; what was announced while
 * the last round was on its way is found at once. */
static enum woken wait_until(const struct timespec *tick)
{
	enum woken w = BY_MAIL;
	pthread_mutex_lock(&jobs.lock);
	while (!jobs.stop && !jobs.mail && w != BY_TICK)
		if (pthread_cond_timedwait(&jobs.wake, &jobs.lock, tick) == ETIMEDOUT)
			w = BY_TICK;
	jobs.mail = false;
	if (jobs.stop)
		w = TO_STOP;
	pthread_mutex_unlock(&jobs.lock);
	return w;
}

static void on_tick(struct ctx *x, unsigned long tick)
{
	run(x, "workshops", tick_workshops);
	if (!date_is(jobs.day))
		jobs.day = ctx_today(x);	/* nothing is older than this process */
	if (jobs.day.day != ctx_today(x).day)
		run(x, "new day", new_day);
	if (tick % (MINUTE_S / TICK_S) == 0) {
		run(x, "housekeeping", housekeeping);
		fault_clear(x);
		run(x, "workshops mixed", mix_workshops);
		lean_again();
	}
	fault_clear(x);
	if (tick % (HOUR_S / TICK_S) == 0) {
		run(x, "remind", remind);
		fault_clear(x);
		run(x, "workshops left", end_left_workshops);
	}
}

static void round_of_jobs(struct arena *arena, enum woken by, unsigned long tick)
{
	struct ctx x;
	jmp_buf full;
	arena_reset(arena);
	ctx_init(&x, arena);
	if (setjmp(full)) {
		log_line(LOG_ERROR, "job_failed", "job=any cause=\"out of memory\"");
		return;
	}
	arena_guard(arena, &full);
	send_mail(&x);
	fault_clear(&x);
	if (by == BY_TICK)
		on_tick(&x, tick);
}

static void *loop(void *unused)
{
	(void)unused;
	struct arena *arena = arena_new(ARENA_CEILING_DEFAULT);
	struct timespec next;
	clock_gettime(CLOCK_MONOTONIC, &next);
	enum woken by = BY_TICK;
	for (unsigned long tick = 0; arena && by != TO_STOP; by = wait_until(&next)) {
		round_of_jobs(arena, by, tick);
		if (by != BY_TICK)
			continue;
		tick++;
		clock_gettime(CLOCK_MONOTONIC, &next);
		next.tv_sec += TICK_S;
	}
	arena_free(arena);
	return NULL;
}

enum rc jobs_start(struct ctx *x, struct app *a)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&jobs.wake, &attr);
	pthread_condattr_destroy(&attr);
	jobs.app = a;
	jobs.stop = false;
	int failed = pthread_create(&jobs.thread, NULL, loop, NULL);
	if (failed)
		return fail_cause(x, FAILED, "no thread for the jobs: %d", failed);
	pthread_mutex_lock(&jobs.lock);
	jobs.running = true;
	pthread_mutex_unlock(&jobs.lock);
	return OK;
}

void jobs_mail_waits(void)
{
	pthread_mutex_lock(&jobs.lock);
	jobs.mail = true;
	if (jobs.running)
		pthread_cond_signal(&jobs.wake);
	pthread_mutex_unlock(&jobs.lock);
}

void jobs_stop(void)
{
	if (!jobs.running)
		return;
	pthread_mutex_lock(&jobs.lock);
	jobs.stop = true;
	pthread_cond_signal(&jobs.wake);
	pthread_mutex_unlock(&jobs.lock);
	pthread_join(jobs.thread, NULL);
	pthread_mutex_lock(&jobs.lock);
	jobs.running = false;	/* the store goes on announcing until it is closed */
	pthread_cond_destroy(&jobs.wake);
	pthread_mutex_unlock(&jobs.lock);
}
