/* live_send.h -- the same bytes, or others, to many sockets with one system
 * call. Internal to the room. Knows descriptors and bytes; whose they are, and
 * what happens to what the kernel does not take, is the shard's business.
 *
 * Where the kernel allows it a sender has a ring (io_uring) that can do nothing
 * but send. Entering the kernel and leaving it again costs a sixth of a delivery
 * on machines that guard against what speculation gives away, and a hall of
 * thousands pays that once a batch (bench, P2). Where the kernel does not (old,
 * or forbidden by sysctl, a container or a filter), each socket gets a call of its
 * own. Thread: the one that uses it. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

/* One system call's worth. A kernel that does not preempt itself is busy with it
 * for half a millisecond, and others wait so long for the processor. */
enum { SEND_BATCH = 128 };

struct sending {
	int fd;
	const char *bytes;
	size_t n;
	ssize_t sent;	/* set by send_all(): what the kernel took, 0 if it has no room; -1: the connection is broken */
};

struct sender;

/* with_ring false: without asking for one. Returns NULL if there is no memory;
 * a ring that is refused is no fault. */
struct sender *sender_new(bool with_ring);
void sender_free(struct sender *s);	/* NULL is fine */
bool sender_has_ring(const struct sender *s);

/* n up to SEND_BATCH, each descriptor at most once. Never waits for a peer, and
 * nothing is under way when it returns. */
void send_all(struct sender *s, struct sending *what, unsigned n);
/* The same for one. */
ssize_t send_one(int fd, const char *bytes, size_t n);
