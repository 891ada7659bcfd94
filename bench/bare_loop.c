/* bare_loop.c -- the least that can fan a message out: one epoll loop, one
 * room, no limits, no timeouts, no parsing worth the name. Nobody should run
 * it; it shows what the kernel alone costs (goal P2 compares with it).
 *
 *	GET /live/0	a stream
 *	POST /post/0	its body goes to all streams */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FDS_MAX = 20100, IN_MAX = 1 << 17 };

static int ep, nstreams;
static int streams[FDS_MAX], place[FDS_MAX];	/* place: 1 + index in streams */

static void say(int fd, const char *text)
{
	/* What the kernel does not take is lost: this is not a server. */
	if (send(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		perror("send");
}

static void leave(int fd)
{
	if (place[fd]) {
		int last = streams[--nstreams];
		streams[place[fd] - 1] = last;
		place[last] = place[fd];
		place[fd] = 0;
	}
	close(fd);
}

static void fan_out(const char *body, size_t n)
{
	static char event[IN_MAX + 16];
	size_t size = (size_t)snprintf(event, sizeof event, "data: %.*s\n\n", (int)n, body);
	for (int i = 0; i < nstreams; i++)
		if (send(streams[i], event, size, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)size)
			fprintf(stderr, "short send\n");
}

/* A request arrives in one or two reads here; the second is waited for. */
static void serve(int fd)
{
	static char in[IN_MAX];
	ssize_t n = recv(fd, in, sizeof in - 1, MSG_DONTWAIT);
	if (n <= 0) {
		if (n == 0 || errno != EAGAIN)
			leave(fd);
		return;
	}
	in[n] = '\0';
	if (strncmp(in, "GET /live", 9) == 0) {
		say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
		streams[nstreams++] = fd;
		place[fd] = nstreams;
		return;
	}
	const char *length = strcasestr(in, "\r\nContent-Length:"), *body = strstr(in, "\r\n\r\n");
	if (!length || !body)
		return;
	body += 4;
	size_t want = strtoul(length + 17, NULL, 10), have = (size_t)(in + n - body);
	while (have < want) {
		ssize_t more = recv(fd, in + n, sizeof in - 1 - (size_t)n, 0);
		if (more <= 0) {
			leave(fd);
			return;
		}
		n += more;
		have += (size_t)more;
	}
	fan_out(body, want);
	say(fd, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
}

static void accept_all(int door)
{
	int fd, one = 1;
	while ((fd = accept4(door, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP, .data.fd = fd };
		epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
	}
}

static int open_door(int port)
{
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, 4096) < 0) {
		perror("listen");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv)
{
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	signal(SIGPIPE, SIG_IGN);
	int door = open_door(argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0);
	ep = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = door }, events[256];
	epoll_ctl(ep, EPOLL_CTL_ADD, door, &e);
	for (;;) {
		int n = epoll_wait(ep, events, 256, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == door)
				accept_all(door);
			else if (events[i].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP))
				leave(events[i].data.fd);
			else
				serve(events[i].data.fd);
		}
	}
}
