/* store_sqlite_watch.c -- hears that another process has committed to the same
 * SQLite file: an import beside the server, for example. SQLite has no bus, so
 * the name of the state is looked at a few times a second, which is reading some
 * words of memory. What has changed is not known: anything may have.
 *
 * Knows no statement and no topic. Thread: one of its own. */
#include "store/runner.h"
#include "core/log.h"
#include <stdlib.h>
#include <time.h>

enum { LOOK_MS = 250 };	/* what is said of a server with PostgreSQL, "a moment later", holds here too */

struct sqlite_watch {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	bool stop;
	struct store *store;
};

static bool wait_a_look(struct sqlite_watch *w)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&w->mutex);
	while (!w->stop && pthread_cond_timedwait(&w->wake, &w->mutex, &until) == 0)
		;
	bool stop = w->stop;
	pthread_mutex_unlock(&w->mutex);
	return !stop;
}

static void *watch(void *p)
{
	struct sqlite_watch *w = p;
	struct store *s = w->store;
	while (wait_a_look(w))
		if (sqlite_heard(s->writers[0].db, s->readers[0].db))
			s->changed(s->changed_p, S(""));
	return NULL;
}

struct sqlite_watch *sqlite_watch_start(struct store *s)
{
	/* calloc: lives as long as the store, outside every arena. */
	struct sqlite_watch *w = calloc(1, sizeof *w);
	pthread_condattr_t monotonic;
	if (!w)
		return NULL;
	w->store = s;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&w->thread, NULL, watch, w) == 0)
		return w;
	log_line(LOG_ERROR, "store", "what=watch cause=thread");
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->mutex);
	free(w);
	return NULL;
}

void sqlite_watch_stop(struct sqlite_watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->mutex);
	w->stop = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->mutex);
	free(w);
}
