/* runner.h -- the store's threads and queues. Private to the store room.
 *
 * A reader carries out reading work and the first and last steps of writing
 * work (prepare, done). A writer gathers what waits, up to a batch, into one
 * transaction. Nobody else touches a connection. Every path a piece can take is
 * drawn at the top of runner.c. */
#pragma once
#include "store/db.h"
#include <pthread.h>

/* Three readers keep two cores busy while one waits for the disk; each costs a
 * connection. PostgreSQL gives every piece its own transaction, and waits of
 * several overlap. */
enum { STORE_READERS = 3, STORE_WRITERS_POSTGRES = 4, STORE_THREADS_MAX = 8 };

struct queue {
	struct work *first, **last;
};

struct worker {
	struct store *store;
	struct db *db;
	pthread_t thread;
};

struct postgres_listener;
struct sqlite_watch;

struct store {
	enum store_kind kind;
	char *address;
	struct worker readers[STORE_THREADS_MAX], writers[STORE_THREADS_MAX];
	int nreaders, nwriters;
	int nthreads_read, nthreads_write;	/* started */

	struct memory memory;			/* of its readers */

	pthread_mutex_t mutex;			/* guards the rest */
	pthread_cond_t reader_wake, writer_wake, idle;
	struct queue reads, prepares, writes, dones;
	size_t reads_waiting, writes_waiting;	/* accepted, done() not yet begun */
	size_t unfinished;			/* accepted, done() not yet returned */
	size_t queue_max;			/* STORE_QUEUE_MAX; tests make it small */
	int preparing;
	bool prepare_next;			/* reads and prepares take turns */
	bool closing, stop;

	/* Set once by store_listen, before work begins. */
	void (*changed)(void *p, struct str topic);
	void *changed_p;
	struct postgres_listener *listener;	/* the one of the engine, or NULL */
	struct sqlite_watch *watch;
};

/* Tells the listener of commits by other processes, as an empty topic. NULL if the
 * machine gives no thread: then only this process's own are told. stop: NULL is fine. */
struct sqlite_watch *sqlite_watch_start(struct store *s);
void sqlite_watch_stop(struct sqlite_watch *w);

/* Starts the threads for the connections that are open. */
must_use enum rc runner_start(struct ctx *x, struct store *s);
/* Refuses new work, finishes what is queued, ends the threads. */
void runner_stop(struct store *s);

/* store_open() with the migrations and the number of writers given: for tests. */
struct migration;
must_use enum rc store_open_with(struct ctx *x, struct str address, const struct migration *list, size_t n, bool migrate,
				 struct store **ret_store);
