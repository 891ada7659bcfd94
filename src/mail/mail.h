/* mail.h -- messages out: a durable queue and an SMTP sender.
 *
 * A message is stored in the transaction of the work that wants it sent, so
 * nothing is announced that did not happen and nothing that happened stays
 * unsaid. The sender (mail_send_due, a background job) delivers at least once:
 * a stable Message-ID lets servers drop a second copy. No results and no
 * answers in a body. Addresses are checked and header injection is refused
 * where the message is made. Once a message is through, its text and files are
 * cleared from the store (they may hold a link), and after MAIL_KEEP_DAYS the
 * rest. */
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

enum {
	MAIL_SUBJECT_MAX = 250,		/* characters: longer lines are cut by every program */
	MAIL_NAME_MAX = 200,		/* characters */
	MAIL_TEXT_MAX = 100 << 10,	/* bytes; ten times the longest minutes */
	MAIL_FILES_MAX = 10,
	MAIL_BYTES_MAX = 10 << 20,	/* of all files: what common servers still take after base64 */
	MAIL_KEEP_DAYS = 30,		/* that a message was sent or refused, for questions afterwards */
};

#define MAIL_TOPIC "mail"	/* what mail_queue announces (store_changed), so that nobody waits at the door for a round of the clock */

/* INVALID("to", "mail.bad_address"), INVALID("subject", "mail.bad_header") for
 * control characters or too much in subject, name or a file's name or type;
 * TOO_LARGE("text", "mail.too_large"). Joins the caller's transaction.
 *
 * A file of type "text/calendar; method=..." becomes the alternative of the
 * text, which is how Outlook knows an invitation; every other file is attached. */
must_use enum rc mail_queue(struct ctx *x, const struct mail *m);

struct mail_config {
	struct str smtp_url;	/* "smtp://host:25", "smtps://host:465"; "" : nothing is sent, messages wait */
	struct str user, password;	/* "" : without login. Only ever sent over TLS with a certificate that holds */
	struct str from;	/* "Samspil <samspil@example.dk>" */
	bool require_tls;	/* else STARTTLS is used when offered, as mail servers do among themselves */
	struct str ca_file;	/* "" : the machine's own authorities */
};

/* INVALID("mail-from" or "smtp-url", "mail.bad_config") if from holds no
 * address or the url is not of the forms above. For start-up and `check`. */
must_use enum rc mail_check_config(struct ctx *x, const struct mail_config *c);

/* Sends what is due, oldest first, at most max; a refusal for now is tried
 * again after 1, 5, 30, 120 and 720 minutes, a refusal for good is kept as
 * failed with the server's code. A server that cannot be reached, or that
 * refuses our login, is no attempt: everything waits a minute. Blocks on the
 * network (two minutes a message at most): a background thread. Opens its own
 * transactions on s, so not from inside work. *ret_sent counts.
 * FAILED if the store is lost or the configuration is none. */
struct store;
must_use enum rc mail_send_due(struct ctx *x, struct store *s, const struct mail_config *c, size_t max, size_t *ret_sent);

/* How many wait and how many were refused for good, for whoever runs it. */
must_use enum rc mail_counts(struct ctx *x, int64_t *ret_waiting, int64_t *ret_failed);
