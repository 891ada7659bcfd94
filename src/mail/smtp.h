/* smtp.h -- inside mail: one message handed to an SMTP server, by libcurl.
 *
 * Knows MIME and the conversation with a server; knows no queue and no store.
 * Thread: one connection belongs to one thread. Memory: x->arena and libcurl's
 * own, released by smtp_close(). */
#pragma once
#include "mail/mail.h"

struct smtp;

struct smtp_message {
	struct mail mail;
	struct str message_id;	/* the part before the @ */
	int64_t date;		/* seconds since 1970 */
};

enum smtp_result {
	SMTP_SENT,
	SMTP_LATER,		/* refused for now, or lost on the way: try this message again */
	SMTP_NEVER,		/* refused for good */
	SMTP_NO_SERVER,		/* not reached, not trusted or not let in: no message would go */
};

struct smtp_answer {
	enum smtp_result result;
	int64_t code;		/* the server's last reply, 0 if none */
	const char *cause;	/* for the log; no address in it */
};

must_use enum rc smtp_open(struct ctx *x, const struct mail_config *c, struct smtp **ret);
void smtp_close(struct smtp *s);	/* NULL is fine */
/* Blocks. Keeps the connection for the next message. x is the message's own. */
must_use enum rc smtp_deliver(struct smtp *s, struct ctx *x, const struct smtp_message *m, struct smtp_answer *ret);

/* The address in "Name <a@b.dk>" or "a@b.dk", and the name; false if there is none. */
bool smtp_split_address(struct arena *a, struct str from, struct str *ret_address, struct str *ret_name);
/* A header's text as RFC 2047 wants it: itself if it is plain ASCII, else
 * encoded words, folded so that no line passes 76 characters. */
struct str smtp_header_text(struct arena *a, struct str s);
