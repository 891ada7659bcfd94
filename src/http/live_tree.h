/* live_tree.h -- two states of a room compared, as HTML that htmx swaps.
 * Internal to the room: the hub and its tests include it.
 *
 * Every operation is one top-level element with hx-swap-oob; htmx carries them
 * out in document order, each on the elements that its selector finds then:
 *
 *	<i id="x" hx-swap-oob="delete"></i>			x goes
 *	<div hx-swap-oob="true" id="x">..</div>			takes the place of x
 *	<div hx-swap-oob="beforebegin:#x">..</div>		the wrapper's children, before x
 *	<div hx-swap-oob="afterend:#x">..</div>			after x
 *	<div hx-swap-oob="beforeend:#x">..</div>		last in x
 *	<div hx-swap-oob="innerHTML:#live">..</div>		the whole state
 *
 * Memory: trees live in the arena of the ctx they were made with; the output
 * buffer is the caller's. Thread: a tree is read only once it is complete. */
#pragma once
#include "http/live.h"

/* The same number that live_version() prints, on every node of one kind of machine. */
uint64_t live_tree_version(struct live_tree *t);

/* t will be compared with was, whose version is known: then that of t is made from
 * what differs. NULL is fine. was must live until t is asked for its version. */
void live_follows(struct live_tree *t, const struct live_tree *was);

/* Operations that make the page of `was` the page of `now`, or the whole state
 * if that is shorter. Nothing is written for equal trees. Scratch memory comes
 * from x. */
void live_diff(struct ctx *x, const struct live_tree *was, const struct live_tree *now, struct buf *out);

/* The whole state, for whoever has an unknown one. */
void live_whole(const struct live_tree *t, struct buf *out);
