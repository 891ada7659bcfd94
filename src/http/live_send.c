/* live_send.c -- knows send(2) and liburing, which does the same for many sockets
 * at once. Knows nothing of streams.
 *
 * Every request says MSG_DONTWAIT: the kernel then carries it out before it
 * returns or answers EAGAIN, and never puts it aside for later. So the bytes need
 * to stay no longer than the call, and the order is the callers' own. */
#include "http/live_send.h"
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HOW = MSG_NOSIGNAL | MSG_DONTWAIT };

struct sender {
	bool has_ring;
	struct io_uring ring;
};

/* ---- the ring */

/* liburing 2.3 (Debian 12) forgot to export its own functions for these two. */
static bool ring_register(const struct io_uring *r, unsigned what, const void *arg, unsigned n)
{
	return syscall(SYS_io_uring_register, r->ring_fd, what, arg, n) == 0;
}

/* It is born unable to do anything, and may only send from then on. */
static bool ring_open(struct io_uring *r)
{
	struct io_uring_params p = { .flags = IORING_SETUP_R_DISABLED };
	struct io_uring_restriction only = { .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_SEND };
	if (io_uring_queue_init_params(SEND_BATCH, r, &p) < 0)
		return false;
	if (ring_register(r, IORING_REGISTER_RESTRICTIONS, &only, 1) && ring_register(r, IORING_REGISTER_ENABLE_RINGS, NULL, 0))
		return true;
	io_uring_queue_exit(r);
	return false;
}

static ssize_t sent_of(int32_t result)
{
	return result >= 0 ? result : result == -EAGAIN || result == -EINTR ? 0 : -1;
}

static unsigned take_results(struct io_uring *r)
{
	struct io_uring_cqe *done;
	unsigned head, n = 0;
	io_uring_for_each_cqe(r, head, done) {
		struct sending *one = io_uring_cqe_get_data(done);
		one->sent = sent_of(done->res);
		n++;
	}
	io_uring_cq_advance(r, n);
	return n;
}

/* Returns how many of the first ones were carried out. Fewer than all only where
 * the kernel has no memory for more: then the ring goes, with what waits in it. */
static unsigned ring_send(struct sender *s, struct sending *what, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct io_uring_sqe *request = io_uring_get_sqe(&s->ring);	/* there is room: the last batch is through */
		io_uring_prep_send(request, what[i].fd, what[i].bytes, what[i].n, HOW);
		io_uring_sqe_set_data(request, &what[i]);
	}
	int taken = io_uring_submit(&s->ring);
	unsigned sent = taken > 0 ? (unsigned)taken : 0, done = take_results(&s->ring);
	while (done < sent) {
		/* Never seen: a request that does not wait is done by now. */
		struct io_uring_cqe *next;
		int rc = io_uring_wait_cqe(&s->ring, &next);
		if (rc < 0 && rc != -EINTR)
			abort();	/* the kernel still reads bytes that we could not free */
		done += take_results(&s->ring);
	}
	if (sent < n) {
		io_uring_queue_exit(&s->ring);
		s->has_ring = false;
	}
	return sent;
}

/* ---- for the shard */

ssize_t send_one(int fd, const char *bytes, size_t n)
{
	ssize_t sent;
	do
		sent = send(fd, bytes, n, HOW);
	while (sent < 0 && errno == EINTR);
	return sent >= 0 ? sent : errno == EAGAIN ? 0 : -1;
}

void send_all(struct sender *s, struct sending *what, unsigned n)
{
	unsigned sent = s->has_ring && n > 1 ? ring_send(s, what, n) : 0;
	for (; sent < n; sent++)
		what[sent].sent = send_one(what[sent].fd, what[sent].bytes, what[sent].n);
}

bool sender_has_ring(const struct sender *s)
{
	return s->has_ring;
}

struct sender *sender_new(bool with_ring)
{
	/* malloc: as long as the shard's thread. */
	struct sender *s = calloc(1, sizeof *s);
	if (s)
		s->has_ring = with_ring && ring_open(&s->ring);
	return s;
}

void sender_free(struct sender *s)
{
	if (s && s->has_ring)
		io_uring_queue_exit(&s->ring);
	free(s);
}
