/* mail.h -- messages out: a durable queue and an SMTP sender.
 *
 * A message is stored in the transaction of the work that wants it sent, so
 * nothing is announced that did not happen and nothing that happened stays
 * unsaid. The sender (mail_send_due, a background job) delivers at least once:
 * a stable Message-ID lets servers drop a second copy. No results and no
 * answers in a body. Addresses are checked and header injection is refused
 * where the message is made. */
#pragma once
#include "core/ctx.h"

struct mail_attachment {
	struct str filename;	/* "moede.ics" */
	struct str mime;	/* "text/calendar; method=REQUEST; charset=utf-8" */
	struct str bytes;
};

struct mail {
	struct str to;			/* one address */
	struct str to_name;		/* may be empty */
	struct str subject;		/* one line */
	struct str text;		/* plain text, always; lines are wrapped by the reader's program */
	const struct mail_attachment *attachments;
	size_t nattachments;
};

/* INVALID("to", "mail.bad_address") or INVALID("subject", "mail.bad_header").
 * Joins the caller's transaction. */
must_use enum rc mail_queue(struct ctx *x, const struct mail *m);

struct mail_config {
	struct str smtp_url;	/* "smtp://host:25", "smtps://host:465"; "" : nothing is sent, messages wait */
	struct str user, password;
	struct str from;	/* "Samspil <samspil@example.dk>" */
	bool require_tls;
};

/* Sends what is due, oldest first, at most max; a refusal for now is tried
 * again after 1, 5, 30, 120 and 720 minutes, a refusal for good is kept as
 * failed with the server's code. Blocks on the network: a background thread.
 * Opens its own transactions on s. *ret_sent counts. */
struct store;
must_use enum rc mail_send_due(struct ctx *x, struct store *s, const struct mail_config *c, size_t max, size_t *ret_sent);
