/* store_postgres_listen.c -- hears from PostgreSQL what other nodes changed.
 *
 * A thread with a connection of its own waits on the channel. Knows that
 * notifications are lost while the connection is: after each reconnect it says
 * so with an empty topic, "anything may have changed". Refuses to know what a
 * topic means. */
#include "core/log.h"
#include "store/db.h"
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { RETRY_FIRST_MS = 100, RETRY_LAST_MS = 5000 };

struct postgres_listener {
	PGconn *conn;
	pthread_t thread;
	int stop_fd;
	void (*changed)(void *p, struct str topic);
	void *p;
};

static bool listen_on(PGconn *conn)
{
	PGresult *r = PQexec(conn, "LISTEN samspil");
	bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
	PQclear(r);
	return good;
}

/* True: told to stop. */
static bool wait_for(const struct postgres_listener *l, int fd, int ms)
{
	struct pollfd fds[] = { { .fd = l->stop_fd, .events = POLLIN }, { .fd = fd, .events = POLLIN } };
	while (poll(fds, fd >= 0 ? 2 : 1, ms) < 0 && errno == EINTR)
		;
	return fds[0].revents != 0;
}

static void hand_on(struct postgres_listener *l)
{
	for (PGnotify *n; (n = PQnotifies(l->conn)) != NULL; PQfreemem(n))
		l->changed(l->p, str_of(n->extra));
}

static bool reconnect(struct postgres_listener *l)
{
	for (int ms = RETRY_FIRST_MS; !wait_for(l, -1, ms); ms = ms * 2 < RETRY_LAST_MS ? ms * 2 : RETRY_LAST_MS) {
		PQreset(l->conn);
		if (PQstatus(l->conn) == CONNECTION_OK && listen_on(l->conn)) {
			log_line(LOG_INFO, "store", "what=listen_again");
			l->changed(l->p, S(""));
			return true;
		}
	}
	return false;
}

static void *listen_loop(void *p)
{
	struct postgres_listener *l = p;
	for (;;) {
		/* First what arrived together with the answer to LISTEN. */
		hand_on(l);
		if (wait_for(l, PQsocket(l->conn), -1))
			return NULL;
		if (!PQconsumeInput(l->conn) || PQstatus(l->conn) != CONNECTION_OK) {
			if (!reconnect(l))
				return NULL;
		}
	}
}

enum rc postgres_listener_open(struct ctx *x, struct str uri, void (*changed)(void *p, struct str topic), void *p,
			       struct postgres_listener **ret)
{
	/* calloc: lives as long as the store, in no arena. */
	struct postgres_listener *l = calloc(1, sizeof *l);
	if (!l)
		return fail_cause(x, FAILED, "store.out_of_memory: listener");
	l->changed = changed;
	l->p = p;
	l->stop_fd = eventfd(0, EFD_CLOEXEC);
	l->conn = PQconnectdb(str_z(x->arena, uri));
	if (l->stop_fd < 0 || !listen_on(l->conn) || pthread_create(&l->thread, NULL, listen_loop, l) != 0) {
		enum rc rc = fail_cause(x, FAILED, "store.listen: %s", PQerrorMessage(l->conn));
		PQfinish(l->conn);
		if (l->stop_fd >= 0)
			close(l->stop_fd);
		free(l);
		return rc;
	}
	*ret = l;
	return OK;
}

void postgres_listener_close(struct postgres_listener *l)
{
	if (!l)
		return;
	uint64_t one = 1;
	if (write(l->stop_fd, &one, sizeof one) == (ssize_t)sizeof one)
		pthread_join(l->thread, NULL);
	PQfinish(l->conn);
	close(l->stop_fd);
	free(l);
}
