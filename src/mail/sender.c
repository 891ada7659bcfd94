/* sender.c -- takes messages from the queue to the server, one at a time, and
 * writes down how it went. Knows when to try again and when to give up. A
 * message is taken in a transaction of its own before the network is touched
 * and settled in another one after, so the store never waits for a server, and
 * a sender that dies has lost nothing: the message is due again. */
#include "core/log.h"
#include "mail/mail_sql.h"
#include "mail/smtp.h"
#include "store/store.h"

enum {
	CLAIM_S = 600,		/* longer than the longest conversation (smtp.c) */
	NO_SERVER_S = 60,
	ROUND_MAX = 1000,	/* messages that one call looks at */
	/* The largest message, once as a row and once more on its way. */
	MESSAGE_MEMORY = 4 * MAIL_BYTES_MAX,
};

/* Seconds to wait after the first, second ... refusal: greylisting asks for
 * minutes, a full mailbox for a day. */
static const int64_t LADDER[] = { 60, 5 * 60, 30 * 60, 120 * 60, 720 * 60 };
enum { RUNGS = sizeof(LADDER) / sizeof(LADDER[0]) };

struct parcel {
	mail_out_id id;
	int64_t due;
	bool ours;
	int64_t attempts;
	struct smtp_message message;
	struct smtp_answer answer;
};

struct list {
	int64_t max;
	struct sql_mail_due *rows;
	size_t n;
};

static enum rc list_due(struct ctx *x, void *p)
{
	struct list *l = p;
	return sql_mail_due(x, x->now, l->max, &l->rows, &l->n);
}

static enum rc take(struct ctx *x, void *p)
{
	struct parcel *m = p;
	int64_t changed;
	TRY(sql_mail_claim(x, m->id, m->due, x->now + CLAIM_S, &changed));
	m->ours = changed == 1;
	if (!m->ours)
		return OK;

	struct sql_mail_claimed row;
	struct sql_mail_files *files;
	size_t n;
	TRY(sql_mail_claimed(x, m->id, &row));
	TRY(sql_mail_files(x, m->id, &files, &n));
	struct mail_attachment *attachments = ARENA_ARRAY(x->arena, n, struct mail_attachment);
	for (size_t i = 0; i < n; i++)
		attachments[i] = (struct mail_attachment){ files[i].filename, files[i].mime, files[i].bytes };
	m->attempts = row.attempts;
	m->message = (struct smtp_message){
		.mail = { .to = row.to_addr, .to_name = row.to_name, .subject = row.subject, .text = row.body, .attachments = attachments, .nattachments = n },
		.message_id = row.message_id, .date = x->now,
	};
	return OK;
}

static enum rc finish(struct ctx *x, const struct parcel *m, struct str state)
{
	TRY(sql_mail_drop_files(x, m->id, NULL));
	return sql_mail_done(x, m->id, state, m->answer.code, x->now, NULL);
}

static enum rc settle(struct ctx *x, void *p)
{
	const struct parcel *m = p;
	switch (m->answer.result) {
	case SMTP_SENT:
		return finish(x, m, S("sent"));
	case SMTP_NEVER:
		return finish(x, m, S("failed"));
	case SMTP_LATER:
		if (m->attempts > RUNGS)
			return finish(x, m, S("failed"));
		return sql_mail_retry(x, m->id, m->answer.code, x->now + LADDER[m->attempts - 1], NULL);
	case SMTP_NO_SERVER:
		TRY(sql_mail_give_back(x, m->id, x->now + NO_SERVER_S, NULL));
		return sql_mail_postpone(x, x->now, x->now + NO_SERVER_S, NULL);
	}
	return fail_cause(x, FAILED, "unknown result %d", (int)m->answer.result);
}

/* One message, in memory of its own: a round may carry many large files. */
static enum rc carry(struct ctx *x, struct store *s, struct smtp *smtp, struct parcel *m)
{
	TRY(store_now(s, x, true, take, m));
	if (!m->ours)
		return OK;
	TRY(smtp_deliver(smtp, x, &m->message, &m->answer));
	if (m->answer.result != SMTP_SENT)
		log_line(LOG_WARN, "mail_not_sent", "id=%" PRId64 " attempt=%" PRId64 " code=%" PRId64 " cause=\"%s\"",
			 m->id.v, m->attempts, m->answer.code, m->answer.cause);
	return store_now(s, x, true, settle, m);
}

static enum rc carry_alone(struct ctx *x, struct store *s, struct smtp *smtp, struct parcel *m)
{
	struct arena *a = arena_new(MESSAGE_MEMORY);
	if (!a)
		return fail_cause(x, BUSY, "no memory for a message");
	struct ctx own;
	ctx_init(&own, a);
	own.now = x->now;
	enum rc rc = carry(&own, s, smtp, m);
	if (rc != OK)	/* the cause dies with the arena */
		(void)!fail_cause(x, rc, "mail %" PRId64 ": %s", m->id.v, own.fault.cause ? own.fault.cause : rc_name(rc));
	arena_free(a);
	return rc;
}

static enum rc forget(struct ctx *x, void *p)
{
	(void)p;
	return sql_mail_forget(x, x->now - (int64_t)MAIL_KEEP_DAYS * 24 * 3600, NULL);
}

static enum rc carry_all(struct ctx *x, struct store *s, struct smtp *smtp, const struct list *l, size_t *ret_sent)
{
	for (size_t i = 0; i < l->n; i++) {
		struct parcel m = { .id = l->rows[i].id, .due = l->rows[i].due_at };
		TRY(carry_alone(x, s, smtp, &m));
		if (!m.ours)
			continue;
		if (m.answer.result == SMTP_SENT)
			++*ret_sent;
		if (m.answer.result == SMTP_NO_SERVER)
			break;
	}
	return store_now(s, x, true, forget, NULL);
}

enum rc mail_send_due(struct ctx *x, struct store *s, const struct mail_config *c, size_t max, size_t *ret_sent)
{
	struct list l = { .max = max > ROUND_MAX ? ROUND_MAX : (int64_t)max };
	*ret_sent = 0;
	if (str_empty(c->smtp_url))
		return OK;
	TRY(mail_check_config(x, c));
	TRY(store_now(s, x, false, list_due, &l));
	if (l.n == 0)
		return OK;
	struct smtp *smtp;
	TRY(smtp_open(x, c, &smtp));
	enum rc rc = carry_all(x, s, smtp, &l, ret_sent);
	smtp_close(smtp);
	return rc;
}
