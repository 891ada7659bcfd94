/* smtp.c -- one message handed to an SMTP server. libcurl speaks SMTP, TLS and
 * MIME; which headers, which parts and what an answer means is decided here. */
#include "mail/smtp.h"

#include "core/buf.h"

#include <curl/curl.h>
#include <pthread.h>
#include <time.h>

enum {
	CONNECT_S = 20,
	MESSAGE_S = 120,	/* RFC 5321 asks for more patience; the queue has it */
};

struct smtp {
	struct ctx *x;
	const struct mail_config *config;
	CURL *curl;
	struct str from, from_name, domain;
};

/* ---- headers ------------------------------------------------------------------ */

bool smtp_split_address(struct arena *a, struct str from, struct str *ret_address, struct str *ret_name)
{
	size_t open = str_find(from, '<'), close = str_find(from, '>');
	*ret_name = STR_NULL;
	*ret_address = str_trim(from);
	if (open < close && close < from.n) {
		*ret_address = str_trim(str_sub(from, open + 1, close - open - 1));
		*ret_name = str_trim(str_sub(from, 0, open));
	}
	/* A machine may send as itself: "samspil@localhost". */
	return str_is_email(*ret_address) || str_is_email(str_cat(a, *ret_address, S(".localhost")));
}

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void put_base64(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t v = (uint32_t)(unsigned char)s.p[i] << 16;
		v |= i + 1 < s.n ? (uint32_t)(unsigned char)s.p[i + 1] << 8 : 0;
		v |= i + 2 < s.n ? (uint32_t)(unsigned char)s.p[i + 2] : 0;
		buf_char(b, BASE64[v >> 18 & 63]);
		buf_char(b, BASE64[v >> 12 & 63]);
		buf_char(b, i + 1 < s.n ? BASE64[v >> 6 & 63] : '=');
		buf_char(b, i + 2 < s.n ? BASE64[v & 63] : '=');
	}
}

static bool needs_encoding(struct str s)
{
	enum { PLAIN_MAX = 60 };	/* with the header's name still within 76 */
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > 126)
			return true;
	return s.n > PLAIN_MAX || str_contains(s, S("=?"));
}

struct str smtp_header_text(struct arena *a, struct str s)
{
	/* 42 bytes give 56 letters of base64 and, with the frame, 68. */
	enum { WORD_BYTES = 42, HEADER_BYTES_MAX = 16 << 10 };
	if (!needs_encoding(s))
		return str_dup(a, s);
	struct buf b;
	buf_init(&b, HEADER_BYTES_MAX);
	for (size_t at = 0; at < s.n;) {
		size_t n = s.n - at < WORD_BYTES ? s.n - at : WORD_BYTES;
		/* A word ends between characters. */
		while (at + n < s.n && n > 1 && ((unsigned char)s.p[at + n] & 0xc0) == 0x80)
			n--;
		buf_z(&b, at ? "\r\n =?utf-8?B?" : "=?utf-8?B?");
		put_base64(&b, str_sub(s, at, n));
		buf_z(&b, "?=");
		at += n;
	}
	return buf_take(&b, a);
}

/* A name before an address: quoted if it is plain, encoded if not. */
static struct str mailbox(struct arena *a, struct str name, struct str address)
{
	name = str_trim(name);
	if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		name = str_sub(name, 1, name.n - 2);
	if (str_empty(name))
		return str_fmt(a, "<%.*s>", STR_ARG(address));
	if (needs_encoding(name))
		return str_fmt(a, "%.*s\r\n <%.*s>", STR_ARG(smtp_header_text(a, name)), STR_ARG(address));
	name = str_replace(a, str_replace(a, name, S("\\"), S("")), S("\""), S("'"));
	return str_fmt(a, "\"%.*s\" <%.*s>", STR_ARG(name), STR_ARG(address));
}

static struct str date_header(struct arena *a, int64_t unix_seconds)
{
	static const char *days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm t;
	time_t when = (time_t)unix_seconds;
	gmtime_r(&when, &t);	/* strftime would ask the locale for the names */
	return str_fmt(a, "%s, %d %s %d %02d:%02d:%02d +0000", days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static void free_list(void *p)
{
	curl_slist_free_all(p);
}

static struct curl_slist *headers(const struct smtp *s, struct ctx *x, const struct smtp_message *m)
{
	struct arena *a = x->arena;
	struct str lines[] = {
		str_cat(a, S("Date: "), date_header(a, m->date)),
		str_cat(a, S("From: "), mailbox(a, s->from_name, s->from)),
		str_cat(a, S("To: "), mailbox(a, m->mail.to_name, m->mail.to)),
		str_cat(a, S("Subject: "), smtp_header_text(a, m->mail.subject)),
		str_fmt(a, "Message-ID: <%.*s@%.*s>", STR_ARG(m->message_id), STR_ARG(s->domain)),
		/* No holiday replies to a machine (RFC 3834), Exchange included. */
		S("Auto-Submitted: auto-generated"),
		S("X-Auto-Response-Suppress: OOF, AutoReply"),
	};
	struct curl_slist *list = NULL;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		list = curl_slist_append(list, lines[i].p);
	arena_defer(a, free_list, list);
	return list;
}

/* ---- parts --------------------------------------------------------------------- */

/* Mail has CRLF at the end of lines. */
static struct str with_crlf(struct arena *a, struct str s)
{
	return str_replace(a, str_replace(a, s, S("\r\n"), S("\n")), S("\n"), S("\r\n"));
}

static void add_text(struct ctx *x, curl_mime *mime, struct str text)
{
	struct str lines = with_crlf(x->arena, text);
	curl_mimepart *part = curl_mime_addpart(mime);
	curl_mime_data(part, lines.p, lines.n);
	curl_mime_type(part, "text/plain; charset=utf-8");
	curl_mime_encoder(part, "quoted-printable");
}

static bool is_invitation(const struct mail_attachment *f)
{
	return str_starts(f->mime, S("text/calendar")) && str_contains(f->mime, S("method="));
}

static void add_file(struct ctx *x, curl_mime *mime, const struct mail_attachment *f, bool attach)
{
	curl_mimepart *part = curl_mime_addpart(mime);
	curl_mime_data(part, f->bytes.p, f->bytes.n);
	curl_mime_type(part, str_z(x->arena, f->mime));
	curl_mime_encoder(part, "base64");
	if (attach)
		curl_mime_filename(part, str_z(x->arena, f->filename));
}

/* mixed { alternative { text, invitation }, files } or mixed { text, files }. */
static void add_parts(struct ctx *x, CURL *curl, curl_mime *mime, const struct mail *m)
{
	const struct mail_attachment *invitation = NULL;
	for (size_t i = 0; i < m->nattachments && !invitation; i++)
		if (is_invitation(&m->attachments[i]))
			invitation = &m->attachments[i];
	if (invitation) {
		curl_mime *choice = curl_mime_init(curl);
		add_text(x, choice, m->text);
		add_file(x, choice, invitation, false);
		curl_mimepart *part = curl_mime_addpart(mime);
		curl_mime_subparts(part, choice);
		curl_mime_type(part, "multipart/alternative");
	} else {
		add_text(x, mime, m->text);
	}
	for (size_t i = 0; i < m->nattachments; i++)
		if (&m->attachments[i] != invitation)
			add_file(x, mime, &m->attachments[i], true);
}

/* ---- the conversation ----------------------------------------------------------- */

static void start_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Only a certificate that holds makes TLS worth a password; without one, TLS to
 * whoever answers is still better than the open text it replaces. */
static void demand_tls(struct smtp *s)
{
	const struct mail_config *c = s->config;
	bool trusted = c->require_tls || !str_empty(c->user) || str_starts(c->smtp_url, S("smtps://"));
	curl_easy_setopt(s->curl, CURLOPT_USE_SSL, (long)(trusted ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	curl_easy_setopt(s->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(s->curl, CURLOPT_SSL_VERIFYPEER, trusted ? 1L : 0L);
	curl_easy_setopt(s->curl, CURLOPT_SSL_VERIFYHOST, trusted ? 2L : 0L);
	if (!str_empty(c->ca_file))
		curl_easy_setopt(s->curl, CURLOPT_CAINFO, str_z(s->x->arena, c->ca_file));
}

enum rc smtp_open(struct ctx *x, const struct mail_config *c, struct smtp **ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_curl);
	struct smtp *s = ARENA_NEW(x->arena, struct smtp);
	*s = (struct smtp){ .x = x, .config = c, .curl = curl_easy_init() };
	if (!s->curl)
		return fail_cause(x, FAILED, "libcurl does not start");
	if (!smtp_split_address(x->arena, c->from, &s->from, &s->from_name)) {
		smtp_close(s);
		return fail(x, INVALID, "mail-from", "mail.bad_config");
	}
	s->domain = str_sub(s->from, str_find(s->from, '@') + 1, s->from.n);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(s->curl, CURLOPT_PROXY, "");	/* whatever the environment says */
	curl_easy_setopt(s->curl, CURLOPT_URL, str_z(x->arena, c->smtp_url));
	curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, (long)MESSAGE_S);
	if (!str_empty(c->user)) {
		curl_easy_setopt(s->curl, CURLOPT_USERNAME, str_z(x->arena, c->user));
		curl_easy_setopt(s->curl, CURLOPT_PASSWORD, str_z(x->arena, c->password));
	}
	demand_tls(s);
	*ret = s;
	return OK;
}

void smtp_close(struct smtp *s)
{
	if (!s || !s->curl)
		return;
	curl_easy_cleanup(s->curl);
	s->curl = NULL;
}

static bool never_spoke(CURLcode e)
{
	switch (e) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_LOGIN_DENIED:
	case CURLE_REMOTE_ACCESS_DENIED:	/* our greeting was refused */
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return true;
	default:
		return false;
	}
}

/* What came back: the server's code if it gave one, else how far libcurl got. */
static struct smtp_answer judge(struct smtp *s, CURLcode e)
{
	struct smtp_answer a = { .result = SMTP_SENT, .cause = curl_easy_strerror(e) };
	long code = 0;
	curl_off_t sent = 0;
	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_getinfo(s->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	a.code = code;
	if (e == CURLE_OK)
		return a;
	/* A strange reply before anything was uploaded is the server's greeting:
	 * "554 not you" says nothing about this message. */
	if (never_spoke(e) || (e == CURLE_OPERATION_TIMEDOUT && code == 0) || (e == CURLE_WEIRD_SERVER_REPLY && sent == 0))
		a.result = SMTP_NO_SERVER;
	else if (code >= 500 && code < 600)
		a.result = SMTP_NEVER;
	else
		a.result = SMTP_LATER;
	return a;
}

static void free_mime(void *p)
{
	curl_mime_free(p);
}

enum rc smtp_deliver(struct smtp *s, struct ctx *x, const struct smtp_message *m, struct smtp_answer *ret)
{
	struct curl_slist *to = curl_slist_append(NULL, str_fmt(x->arena, "<%.*s>", STR_ARG(m->mail.to)).p);
	arena_defer(x->arena, free_list, to);
	struct curl_slist *head = headers(s, x, m);
	curl_mime *mime = curl_mime_init(s->curl);
	if (!mime)
		return fail_cause(x, FAILED, "libcurl: no memory for a message");
	arena_defer(x->arena, free_mime, mime);
	add_parts(x, s->curl, mime, &m->mail);

	curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, str_fmt(x->arena, "<%.*s>", STR_ARG(s->from)).p);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, head);
	curl_easy_setopt(s->curl, CURLOPT_MIMEPOST, mime);
	*ret = judge(s, curl_easy_perform(s->curl));
	/* The message's memory goes before the connection does. */
	curl_easy_setopt(s->curl, CURLOPT_MIMEPOST, NULL);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	return OK;
}

enum rc mail_check_config(struct ctx *x, const struct mail_config *c)
{
	struct str address, name;
	if (!smtp_split_address(x->arena, c->from, &address, &name))
		return fail(x, INVALID, "mail-from", "mail.bad_config");
	for (size_t i = 0; i < c->from.n; i++)
		if ((unsigned char)c->from.p[i] < ' ')
			return fail(x, INVALID, "mail-from", "mail.bad_config");
	if (!str_empty(c->smtp_url) && !str_starts(c->smtp_url, S("smtp://")) && !str_starts(c->smtp_url, S("smtps://")))
		return fail(x, INVALID, "smtp-url", "mail.bad_config");
	return OK;
}
