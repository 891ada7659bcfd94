/* mail.c -- the queue: what may go into it. Knows the rules about messages;
 * sending is sender.c's. */
#include "mail/mail.h"

#include "core/random.h"
#include "mail/mail_sql.h"
#include "store/store.h"

enum { MESSAGE_ID_BYTES = 16 };	/* unguessable and unique without asking */

/* A line feed in a header is a header of the writer's own making. */
static bool is_header(struct str s, size_t max_chars)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 127)
			return false;
	return str_is_utf8(s) && str_chars(s) <= max_chars;
}

/* What stands within quotes, or as a type, in a part's head. */
static bool is_part_word(struct str s, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > 126 || s.p[i] == '"' || s.p[i] == '\\')
			return false;
	return s.n > 0 && s.n <= max;
}

static enum rc check(struct ctx *x, const struct mail *m)
{
	size_t bytes = 0;
	if (!str_is_email(m->to))
		return fail(x, INVALID, "to", "mail.bad_address");
	if (!is_header(m->to_name, MAIL_NAME_MAX) || !is_header(m->subject, MAIL_SUBJECT_MAX) || str_empty(str_trim(m->subject)))
		return fail(x, INVALID, "subject", "mail.bad_header");
	if (!str_is_utf8(m->text))
		return fail(x, INVALID, "text", "mail.bad_header");
	for (size_t i = 0; i < m->nattachments; i++) {
		const struct mail_attachment *f = &m->attachments[i];
		bytes += f->bytes.n;
		if (!is_part_word(f->filename, 100) || str_contains(f->filename, S("/")) || !is_part_word(f->mime, 200))
			return fail(x, INVALID, "subject", "mail.bad_header");
	}
	if (m->text.n > MAIL_TEXT_MAX || m->nattachments > MAIL_FILES_MAX || bytes > MAIL_BYTES_MAX)
		return fail(x, TOO_LARGE, "text", "mail.too_large");
	return OK;
}

static struct str or_empty(struct str s)
{
	return s.p ? s : S("");
}

enum rc mail_queue(struct ctx *x, const struct mail *m)
{
	mail_out_id id;
	TRY(check(x, m));
	TRY(sql_mail_add(x, m->to, or_empty(m->to_name), m->subject, or_empty(m->text), random_token(x->arena, MESSAGE_ID_BYTES), x->now, &id));
	for (size_t i = 0; i < m->nattachments; i++) {
		const struct mail_attachment *f = &m->attachments[i];
		TRY(sql_mail_attach(x, id, (int64_t)i, f->filename, f->mime, or_empty(f->bytes), NULL));
	}
	store_changed(x, S(MAIL_TOPIC));
	return OK;
}

enum rc mail_counts(struct ctx *x, int64_t *ret_waiting, int64_t *ret_failed)
{
	struct sql_mail_counts counts;
	TRY(sql_mail_counts(x, &counts));
	*ret_waiting = counts.waiting;
	*ret_failed = counts.failed;
	return OK;
}
