/* live_send.c -- knows send(2) and the two queues of io_uring, by the kernel's
 * own header: what we need of them is smaller than a library for them. Knows
 * nothing of streams.
 *
 * Every request says MSG_DONTWAIT: the kernel then carries it out before it
 * returns or answers EAGAIN, and never puts it aside for later. So the bytes need
 * to stay no longer than the call, and the order is the callers' own. */
#include "http/live_send.h"
#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HOW = MSG_NOSIGNAL | MSG_DONTWAIT };

/* Shared with the kernel: it takes from the head of requests and adds to the
 * tail of results, we the other way round. Both count on and wrap by a mask. */
struct ring {
	int fd;
	unsigned *tail, *taken;			/* of requests */
	unsigned mask;
	struct io_uring_sqe *requests;
	unsigned *result_head, *result_tail;
	unsigned result_mask;
	const struct io_uring_cqe *results;
	void *queues;				/* one mapping for what stands above but the requests */
	size_t queues_size, requests_size;
};

struct sender {
	bool has_ring;
	struct ring ring;
};

/* ---- the ring */

static int ring_setup(unsigned entries, struct io_uring_params *p)
{
	return (int)syscall(SYS_io_uring_setup, entries, p);
}

static int ring_register(int fd, unsigned what, const void *arg, unsigned n)
{
	return (int)syscall(SYS_io_uring_register, fd, what, arg, n);
}

static int ring_enter(int fd, unsigned submit, unsigned await)
{
	return (int)syscall(SYS_io_uring_enter, fd, submit, await, await ? IORING_ENTER_GETEVENTS : 0, NULL, 0);
}

/* It is born unable to do anything, and may only send from then on. */
static bool ring_restrict(const struct ring *r)
{
	struct io_uring_restriction only = { .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_SEND };
	return ring_register(r->fd, IORING_REGISTER_RESTRICTIONS, &only, 1) == 0 &&
	       ring_register(r->fd, IORING_REGISTER_ENABLE_RINGS, NULL, 0) == 0;
}

static void *ring_map(int fd, size_t size, uint64_t what)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, (off_t)what);
	return p == MAP_FAILED ? NULL : p;
}

static void ring_close(struct ring *r)
{
	if (r->requests)
		munmap(r->requests, r->requests_size);
	if (r->queues)
		munmap(r->queues, r->queues_size);
	close(r->fd);
}

static bool ring_place(struct ring *r, const struct io_uring_params *p)
{
	size_t requests = p->sq_off.array + p->sq_entries * sizeof(unsigned);
	size_t results = p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);
	r->queues_size = requests > results ? requests : results;
	r->requests_size = p->sq_entries * sizeof(struct io_uring_sqe);
	r->queues = ring_map(r->fd, r->queues_size, IORING_OFF_SQ_RING);
	r->requests = ring_map(r->fd, r->requests_size, IORING_OFF_SQES);
	if (!r->queues || !r->requests)
		return false;
	char *at = r->queues;
	r->taken = (unsigned *)(void *)(at + p->sq_off.head);
	r->tail = (unsigned *)(void *)(at + p->sq_off.tail);
	r->mask = *(unsigned *)(void *)(at + p->sq_off.ring_mask);
	r->result_head = (unsigned *)(void *)(at + p->cq_off.head);
	r->result_tail = (unsigned *)(void *)(at + p->cq_off.tail);
	r->result_mask = *(unsigned *)(void *)(at + p->cq_off.ring_mask);
	r->results = (const struct io_uring_cqe *)(void *)(at + p->cq_off.cqes);
	/* The queue holds numbers of requests, which we always use in order. */
	unsigned *numbers = (unsigned *)(void *)(at + p->sq_off.array);
	for (unsigned i = 0; i < p->sq_entries; i++)
		numbers[i] = i;
	return true;
}

static bool ring_open(struct ring *r)
{
	struct io_uring_params p = { .flags = IORING_SETUP_R_DISABLED };
	r->fd = ring_setup(SEND_BATCH, &p);
	if (r->fd < 0)
		return false;
	if ((p.features & IORING_FEAT_SINGLE_MMAP) && ring_place(r, &p) && ring_restrict(r))
		return true;
	ring_close(r);
	return false;
}

static void ring_put(struct ring *r, unsigned at, const struct sending *what, unsigned number)
{
	r->requests[at & r->mask] = (struct io_uring_sqe){
		.opcode = IORING_OP_SEND, .fd = what->fd, .addr = (uint64_t)(uintptr_t)what->bytes,
		.len = (uint32_t)what->n, .msg_flags = HOW, .user_data = number,
	};
}

static ssize_t sent_of(int32_t result)
{
	return result >= 0 ? result : result == -EAGAIN || result == -EINTR ? 0 : -1;
}

static unsigned take_results(struct ring *r, struct sending *what)
{
	unsigned head = *r->result_head, tail = __atomic_load_n(r->result_tail, __ATOMIC_ACQUIRE), n = tail - head;
	for (; head != tail; head++) {
		const struct io_uring_cqe *done = &r->results[head & r->result_mask];
		what[done->user_data].sent = sent_of(done->res);
	}
	__atomic_store_n(r->result_head, head, __ATOMIC_RELEASE);
	return n;
}

/* Returns how many of the first ones were carried out; the kernel takes fewer
 * than all only when it has no memory for more. */
static unsigned ring_send(struct ring *r, struct sending *what, unsigned n)
{
	unsigned from = *r->tail;
	for (unsigned i = 0; i < n; i++)
		ring_put(r, from + i, &what[i], i);
	__atomic_store_n(r->tail, from + n, __ATOMIC_RELEASE);
	while (ring_enter(r->fd, n, 0) < 0 && errno == EINTR)
		;
	unsigned taken = __atomic_load_n(r->taken, __ATOMIC_ACQUIRE);
	__atomic_store_n(r->tail, taken, __ATOMIC_RELEASE);	/* what is left is not for the next time */
	unsigned sent = taken - from, done = take_results(r, what);
	while (done < sent) {
		/* Never seen: a request that does not wait is done by now. */
		if (ring_enter(r->fd, 0, sent - done) < 0 && errno != EINTR)
			abort();	/* the kernel still reads bytes that we could not free */
		done += take_results(r, what);
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
	unsigned sent = s->has_ring && n > 1 ? ring_send(&s->ring, what, n) : 0;
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
		ring_close(&s->ring);
	free(s);
}
