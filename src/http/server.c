/* server.c -- starting and stopping: sockets, threads, the hub. Knows no requests. */
#include "core/log.h"
#include "core/random.h"
#include "http/live_adopt.h"
#include "http/loop.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- sockets */

static struct addrinfo *resolve(const char *host, int port)
{
	char service[8];
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	snprintf(service, sizeof service, "%d", port);
	return getaddrinfo(host, service, &hints, &found) == 0 ? found : NULL;
}

static int bound_socket(const struct addrinfo *at, int share)
{
	int one = 1;
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &share, sizeof share);
	/* Connections inherit it: a reply is written in one piece, so there is
	 * nothing for Nagle to gather. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

static int port_of(int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;
	if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		return -1;
	return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port : ((struct sockaddr_in *)&a)->sin_port);
}

/* Loops share the port; two servers must not. A socket that refuses to share
 * finds out whether somebody has the port already. */
static enum rc claim_port(struct ctx *x, struct server *s, const char *host)
{
	struct addrinfo *at = resolve(host, s->config.port);
	if (!at)
		return fail_cause(x, FAILED, "%s is no address to listen on", host);
	int fd = bound_socket(at, 0);
	if (fd >= 0 && listen(fd, 1) < 0) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(at);
	if (fd < 0)
		return fail_cause(x, FAILED, "port %d of %s is taken or forbidden: %s", s->config.port, host, strerror(errno));
	s->port = port_of(fd);
	close(fd);
	return OK;
}

static enum rc add_loop(struct ctx *x, struct server *s, const char *host)
{
	struct addrinfo *at = resolve(host, s->port);
	int fd = at ? bound_socket(at, 1) : -1;
	if (at)
		freeaddrinfo(at);
	if (fd < 0)
		return fail_cause(x, FAILED, "port %d of %s: %s", s->port, host, strerror(errno));
	return loop_init(x, &s->loops[s->nloops++], s, fd);
}

/* As many descriptors as we are allowed; a stream is one of them. */
static int descriptors(void)
{
	struct rlimit r = { 1024, 1024 };
	getrlimit(RLIMIT_NOFILE, &r);
	if (r.rlim_cur < r.rlim_max) {
		struct rlimit raised = { r.rlim_max, r.rlim_max };
		if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
			r = raised;
	}
	rlim_t most = r.rlim_cur < HTTP_DESCRIPTORS_MAX ? r.rlim_cur : HTTP_DESCRIPTORS_MAX;
	return (int)most - HTTP_DESCRIPTOR_RESERVE;
}

/* ---- start */

static int loops_wanted(const struct server_config *c)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int n = c->loops > 0 ? c->loops : (int)cores;
	return n < 1 ? 1 : n > HTTP_LOOPS_MAX ? HTTP_LOOPS_MAX : n;
}

static enum rc start_threads(struct ctx *x, struct server *s)
{
	/* Signals are the main thread's. */
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	enum rc rc = OK;
	for (int i = 0; i < s->nloops && rc == OK; i++) {
		struct loop *l = &s->loops[i];
		if (pthread_create(&l->thread, NULL, loop_thread, l) != 0) {
			rc = fail_cause(x, FAILED, "no thread for an event loop");
			break;
		}
		l->started = true;
		pthread_setname_np(l->thread, "http");
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static enum rc start_all(struct ctx *x, struct server *s, const struct route *const tables[])
{
	const char *host = str_z(s->arena, s->config.bind);
	TRY(router_new(x, s->arena, tables, &s->router));
	TRY(claim_port(x, s, host));
	struct live_config live = { .submit = s->hooks.submit, .app = s->hooks.app };
	TRY(live_new(x, &live, &s->live));
	int n = loops_wanted(&s->config);
	s->loops = ARENA_ARRAY(s->arena, (size_t)n, struct loop);
	for (int i = 0; i < n; i++)
		TRY(add_loop(x, s, host));
	return start_threads(x, s);
}

enum rc server_start(struct ctx *x, const struct server_config *c, const struct http_hooks *h,
		     const struct route *const tables[], struct server **ret)
{
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	if (!a)
		return fail_cause(x, FAILED, "no memory for the server");
	struct server *s = ARENA_NEW(a, struct server);
	s->arena = a;
	s->config = *c;
	s->config.bind = str_dup(a, c->bind);
	s->config.base_url = str_dup(a, c->base_url);
	while (str_ends(s->config.base_url, S("/")))
		s->config.base_url.n--;
	s->config.base_url = str_dup(a, s->config.base_url);
	s->hooks = *h;
	if (s->config.timeout_s <= 0)
		s->config.timeout_s = HTTP_TIMEOUT_S;
	s->fd_max = descriptors();
	random_bytes(&s->id_base, sizeof s->id_base);
	body_init();
	signal(SIGPIPE, SIG_IGN);	/* a client that has gone is an error code, not a signal */
	enum rc rc = start_all(x, s, tables);
	if (rc != OK) {
		server_stop(s);
		return rc;
	}
	*ret = s;
	return OK;
}

int server_port(const struct server *s)
{
	return s->port;
}

struct live *server_live(struct server *s)
{
	return s->live;
}

/* ---- stop */

void server_stop(struct server *s)
{
	bool abandoned = false;
	if (!s)
		return;
	atomic_store(&s->stopping, true);
	for (int i = 0; i < s->nloops; i++)
		if (s->loops[i].started)
			loop_wake(&s->loops[i]);
	for (int i = 0; i < s->nloops; i++) {
		if (s->loops[i].started)
			pthread_join(s->loops[i].thread, NULL);
		abandoned |= s->loops[i].in_flight > 0;
	}
	if (s->live)
		live_free(s->live);
	if (abandoned) {
		/* The store still holds their work and will return it to these
		 * loops. Better a lump of memory than a crash on the way out. */
		log_line(LOG_ERROR, "stopped_with_requests", "waited=%d", HTTP_STOP_S);
		return;
	}
	for (int i = 0; i < s->nloops; i++)
		loop_close(&s->loops[i]);
	arena_free(s->arena);
}
