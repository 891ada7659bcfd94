/* http.h -- requests in, replies out. Front door of the room.
 *
 * A handler fills a value tree and returns an rc; the router renders the
 * template of its route, or writes the same tree as JSON when the client asks
 * for application/json. Redirects, files and live streams are set on the req.
 *
 * How a refused form comes back: when a POST handler returns INVALID or
 * CONFLICT, all it wrote is undone and the router fills the page again with the
 * GET route of the same template (same path parameters), lays the posted
 * values over `form`, and sets `error.<field>` (or `error._` for the whole
 * form; several after form_gather()) and `fault` (text); status 422 or 409. JSON
 * gets {"error":{...}}.
 *
 * Every POST is checked for Origin/Sec-Fetch-Site and for the form's `csrf`
 * token, unless its permission says otherwise. A form that carries `once` (the
 * random token that every page offers as {{once}}) is carried out once: a
 * double click or a second sending gets the first reply's redirect again; but
 * for a reply with a cookie, which is not kept: its form is carried out anew.
 * A second sending is one with the same fields and files. Whoever goes back to
 * the page, writes something else and sends it with the same token has said
 * something new: it is carried out as any other form, never answered as the
 * first. So a rule that may not be carried out twice for one page guards itself
 * (a version, a key of its own) and answers CONFLICT.
 *
 * Thread: handlers run on the store's threads; those of a GET that renders a
 * view also on an event loop, where the store remembers all they ask. They do
 * not wait and do not make files there: a route that does has no view.
 * Memory: everything in q->x->arena. */
#pragma once
#include "core/buf.h"
#include "core/ctx.h"
#include "core/val.h"
#include "core/work.h"

enum http_method { HTTP_GET, HTTP_POST };

struct req;
struct route;

/* Who may call a route. check() returns OK, SIGN_IN, FORBIDDEN or NOT_FOUND,
 * and may load the thing that the path names into q (q->scope). It runs before
 * the handler in the same transaction. */
struct permission {
	const char *name;			/* as `samspil routes` prints it */
	enum rc (*check)(struct req *q);	/* NULL: everybody (only PUBLIC) */
	bool any_origin;			/* no csrf token needed: signed links, phones' cards with their own key */
};
extern const struct permission http_public;
#define PUBLIC (&http_public)

struct route {
	enum http_method method;
	const char *path;		/* "/unit/:unit/people"; ":name" takes one segment */
	enum rc (*handle)(struct req *q, struct val *view);
	const char *view;		/* template "people/list"; NULL if it never renders */
	const struct permission *permission;
	enum rc (*prepare)(struct req *q);	/* slow part before the writer; NULL mostly */
	const char *file;		/* set by the macros: where it stands, for `samspil routes` */
	size_t body_max;		/* 0: HTTP_BODY_MAX; uploads say more */
	bool writes;			/* a GET that writes something down, which may be done twice */
};
#define GET(path, handler, view, perm) { HTTP_GET, path, handler, view, perm, NULL, __FILE__, 0, false }
#define GET_WRITES(path, handler, view, perm) { HTTP_GET, path, handler, view, perm, NULL, __FILE__, 0, true }
#define POST(path, handler, view, perm) { HTTP_POST, path, handler, view, perm, NULL, __FILE__, 0, false }
#define POST_SLOW(path, prepare, handler, view, perm) { HTTP_POST, path, handler, view, perm, prepare, __FILE__, 0, false }
#define UPLOAD(path, prepare, handler, view, perm) { HTTP_POST, path, handler, view, perm, prepare, __FILE__, HTTP_UPLOAD_MAX, false }

enum {
	HTTP_BODY_MAX = 256 << 10,	/* a form: 100 fields of 2,000 characters, with room */
	HTTP_UPLOAD_MAX = 16 << 20,	/* an organisation of 125,000 persons is about 12 MiB */
	HTTP_UPLOADS_MAX = 8,		/* at once in the process: each may hold its body four times over */
	HTTP_PARAMS_MAX = 6,
	HTTP_SEGMENTS_MAX = 16,		/* the longest path of ours has 7 */
	HTTP_HEAD_MAX = 16 << 10,	/* request line and headers: browsers send under 2 KiB, proxies add some */
	HTTP_URI_MAX = 4 << 10,
	HTTP_FIELDS_MAX = 1000,		/* fields of one form or query: the largest sheet of ours has some 300 */
	HTTP_PAGE_MAX = 16 << 20,	/* bytes of one reply; more is a list without a LIMIT */
	HTTP_FILE_MAX = 48 << 20,	/* a file that we make: a deck of posters */
	HTTP_TIMEOUT_S = 30,		/* silence, and for the whole head of a request */
	HTTP_UPLOAD_TIME_S = 300,	/* HTTP_UPLOAD_MAX at half a megabit a second */
	HTTP_BACKLOG = 4096,		/* a canteen of phones that scan the same code */
	HTTP_STOP_S = 10,		/* for requests in flight when we are told to stop */
	HTTP_LOOPS_MAX = 4,		/* the store's threads need the other cores */
	HTTP_DESCRIPTORS_MAX = 1 << 18,	/* what a loop's records of connections have room for */
	HTTP_DESCRIPTOR_RESERVE = 64,	/* kept free for the store, mail and files; the rest may be connections */
};

/* Where SIGN_IN sends a browser; the page it wanted follows as ?next=. htmx gets
 * 401 with HX-Redirect, so that the whole page goes there. */
#define HTTP_LOGIN_PATH "/login"

struct upload {
	struct str filename;	/* as sent, cut to its last path segment */
	struct str bytes;	/* not checked to be UTF-8 */
};

struct upload_field {
	const char *name;
	struct upload file;
	struct upload_field *next;
};

struct req {
	struct ctx *x;
	const struct route *route;
	enum http_method method;
	struct str path;		/* decoded, without the query */
	struct str target;		/* as sent, with the query */
	struct str peer;		/* address; for budgets only, never stored */
	struct {
		const char *name;
		struct str value;
	} params[HTTP_PARAMS_MAX];
	size_t nparams;
	struct val *query;		/* object of strings; of a list for a repeated name */
	struct val *form;		/* the posted body, likewise; empty object for GET. JSON bodies
					 * come the same way: numbers and true as text, false and null left out */
	struct val *sent;		/* the form as it was posted, once form_meet() has changed it; else NULL */
	struct upload_field *uploads;	/* files of a multipart body; read with form_upload() */
	struct form_faults {
		bool gathers;
		struct form_fault *first, **last;
		size_t count;
	} wrong;			/* between form_gather() and form_done(), and after it for the reply */
	bool writing;			/* a form is being carried out, in the writer's transaction: neither
					 * what comes before it nor the page that shows it again */
	bool wants_json;
	bool is_fragment;		/* asked by htmx: render without the layout */

	/* Set by the authenticate hook (people), read by permissions and slices
	 * through people.h. NULL: nobody. */
	struct actor *actor;
	struct str session_key;		/* the cookie's secret, or STR_NULL */
	void *scope;			/* what the permission loaded; typed accessors in the slice */
	void *prepared;			/* what prepare() leaves for handle() */

	struct server *server;
	struct reply *reply;		/* through the calls below */
	struct exchange *exchange;	/* the room's own; NULL in tests of handlers */
};

/* ---- reading (all strings checked UTF-8 at the door) */
struct str req_param(const struct req *q, const char *name);		/* STR_NULL if none */
/* NOT_FOUND if the segment is no positive integer. */
must_use enum rc req_id(struct req *q, const char *name, int64_t *ret);
struct str req_query(const struct req *q, const char *name);		/* STR_NULL if absent */
struct str req_cookie(struct req *q, const char *name);			/* STR_NULL if absent */
struct str req_header(struct req *q, const char *name);
struct str req_base_url(struct req *q);		/* "https://samspil.example" without slash; configured, or from Host when it is loopback */

/* ---- forms: each returns INVALID(field) with a message of its own:
 * form.required, form.too_short{min}, form.too_long{max}, form.not_number{min,max},
 * form.not_date, form.not_time, form.not_choice, form.no_file */
struct str form_raw(const struct req *q, const char *field);		/* as posted, STR_NULL if absent */
struct val *form_values(const struct req *q, const char *field);	/* list of strings, empty list if absent */
bool form_has(const struct req *q, const char *field);
/* One line: white space folded. max counts characters. required: min >= 1. */
must_use enum rc form_line(struct req *q, const char *field, size_t min, size_t max, struct str *ret);
/* Several lines: CRLF to LF, ends trimmed. */
must_use enum rc form_text(struct req *q, const char *field, size_t min, size_t max, struct str *ret);
must_use enum rc form_int(struct req *q, const char *field, int64_t min, int64_t max, int64_t *ret);
must_use enum rc form_int_or(struct req *q, const char *field, int64_t min, int64_t max, int64_t absent, int64_t *ret);
must_use enum rc form_date(struct req *q, const char *field, bool required, struct date *ret);	/* DATE_NONE if empty */
must_use enum rc form_time(struct req *q, const char *field, bool required, int *ret_minutes);	/* -1 if empty */
bool form_checked(const struct req *q, const char *field);
/* The index in the NULL-ended table of names. */
must_use enum rc form_choice(struct req *q, const char *field, const char *const names[], int *ret);
must_use enum rc form_upload(struct req *q, const char *field, struct upload *ret);

/* ---- telling all that is wrong with a form at once. After form_gather() a reader
 * that finds a fault keeps it and returns OK with nothing in its hands: "", the
 * least number, DATE_NONE, -1, the first choice. form_done() returns INVALID if
 * there was any fault, and ends the gathering. Nothing is written in between;
 * a handler that forgets form_done() is refused at its end all the same. */
struct form_fault {
	struct fault fault;
	struct form_fault *next;
};
void form_gather(struct req *q);
must_use enum rc form_done(struct req *q);
/* A rule's answer about a field, kept like a reader's: TRY(form_keep(q, check_due(q, due))).
 * Of one field the first fault counts. Anything but INVALID of a named field is
 * returned as it is, and so is everything when nobody gathers. */
must_use enum rc form_keep(struct req *q, enum rc rc);
/* What is wrong with a field of the form that is shown again: for the GET handler
 * that makes fields from data. NULL: nothing. */
const struct fault *form_wrong(const struct req *q, const char *field);

/* ---- two people and one form. A form that changes what stands says beside each field
 * what its page had read there: hidden fields was-FIELD, which {{>ui/was}} makes of the
 * list `was`. So nobody writes over another's words unseen, and nobody is stopped by
 * what another has done to another field. One function of the slice tells what stands,
 * {field: text as the form would send it}; a field of boxes is a list of those ticked.
 * The GET handler gives it to form_put_was(), the POST handler to form_meet(). */

/* Puts `was` into `into`. sent: false if the form that is shown again is another one
 * of the page with fields of the same names. What was refused has read what it was told. */
void form_put_was(struct req *q, struct val *into, const struct val *stands, bool sent);
/* Before the fields are read. A field that was left as the page had it becomes what
 * stands; of boxes, those are changed that were changed; a field that both have changed
 * is told with what stands now: CONFLICT("_", "form.meanwhile"), with a fault at each
 * such field. What was not said to have been read is carried out as it is: a client
 * that sends no was-FIELD has decided. words: {field: how it is said}, for
 * what a list or a date says otherwise than a reader would; may be NULL.
 * Nobody may change what `stands` was made of until the transaction ends: whoever
 * calls this holds its row (@for_update). */
must_use enum rc form_meet(struct req *q, const struct val *stands, const struct val *words);
/* Did the page say what it had read there? */
bool form_was_told(const struct req *q, const char *field);

/* ---- answering */
/* 303 to a path of ours ("/people/7"). Anything not starting with one '/' is refused (open redirect). */
enum rc redirect(struct req *q, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
enum rc redirect_to(struct req *q, struct str path);	/* same, for a path kept earlier */
/* A file: body is copied. filename NULL: shown in the page. */
enum rc reply_file(struct req *q, const char *mime, const char *filename, struct str body);
void reply_header(struct req *q, const char *name, struct str value);	/* CR/LF refused */
void reply_status(struct req *q, int status);
/* HttpOnly, SameSite=Lax, Path=/; Secure and __Host- when we are served by https. max_age 0 deletes, -1: until the browser closes. */
void reply_cookie(struct req *q, const char *name, struct str value, int64_t max_age);
/* One notice shown at the top of the next page this browser sees ("saved"). key of a translation. */
void reply_notice(struct req *q, const char *message);
/* Answer with a live stream of a room for one audience; see live.h. The handler
 * returns OK after this. Which state the client has, it says in the query (?v=,
 * the live_version its page was made with) or, coming back, as Last-Event-ID. */
enum rc reply_stream(struct req *q, struct str topic, struct str audience);
/* Whose permission this request is answered by: a stream ends when it is
 * withdrawn, see live_withdraw(). May be said of any request. */
void reply_holder(struct req *q, struct str holder);

/* ---- the server */
/* A name for what the store holds; equal names, equal answers to all questions. */
struct http_state {
	unsigned char bytes[48];
};

struct http_hooks {
	void *app;
	/* Hand work to a reader or the writer. */
	void (*submit)(void *app, bool write, struct work *w);
	/* Reading work here and now, if the store remembers all it asks; false: it
	 * was not done, see store_quick() in store.h. NULL: there is no such way. */
	bool (*quick)(void *app, struct work *w);
	/* The store's state at this moment; false: it cannot be named. NULL: likewise. */
	bool (*state)(void *app, struct http_state *ret);
	/* Who is it? Sets q->actor, q->session_key and q->x->lang (which is what
	 * the browser prefers until then), or leaves them. Runs before the
	 * permission, in the same transaction. Also for pages that do not exist. */
	enum rc (*authenticate)(void *app, struct req *q);
	/* The tree as a page. `full` adds the layout and the things every page has. */
	enum rc (*render)(void *app, struct req *q, const char *view, struct val *tree, bool full, struct buf *out);
	/* Message in the reader's language, with {args}. */
	struct str (*message)(void *app, struct ctx *x, const char *key, const struct val *args);
	/* token: of the page and of what was sent from it, so that other words are
	 * another token. once(): OK and *ret_path STR_NULL the first time; OK and the earlier
	 * redirect afterwards. once_done() keeps the redirect, or "" if the work
	 * was answered with a page: a second sending then gets the page as it is
	 * now. STR_NULL: forget the token, a second sending is carried out anew.
	 * Same transaction. Both NULL: no form is replayed. */
	enum rc (*once)(void *app, struct req *q, struct str token, struct str *ret_path);
	enum rc (*once_done)(void *app, struct req *q, struct str token, struct str path);
	/* Static files built into the program. */
	const struct asset *(*asset)(void *app, struct str path);
};

struct asset {
	const char *path;	/* "/a/app-3f2c91.css": content-hashed, cached for ever */
	const char *mime;
	const void *bytes; size_t n;
	const void *gzip; size_t gzip_n;	/* NULL if not smaller */
	const char *etag;
};

struct server_config {
	struct str bind;	/* "127.0.0.1" */
	int port;		/* 0: any free one; see server_port */
	int loops;		/* event loops; 0: one per core, at most 4 */
	struct str base_url;	/* "" : from the Host header, for loopback hosts only */
	uint8_t csrf_key[32];
	bool trust_forwarded;	/* X-Forwarded-For/-Proto of a proxy on this host */
	int timeout_s;		/* 0: HTTP_TIMEOUT_S; tests say less */
};

/* FAILED with the cause if the address is taken or a route stands twice. The
 * routes must outlive the server. Ignores SIGPIPE for the process. */
must_use enum rc server_start(struct ctx *x, const struct server_config *c, const struct http_hooks *h,
			      const struct route *const tables[], struct server **ret);	/* NULL-ended list of {0}-ended tables */
int server_port(const struct server *s);
/* Refuses new connections, lets requests in flight finish (at most 10 s), ends the streams, frees. */
void server_stop(struct server *s);
struct live *server_live(struct server *s);
/* Find the route of a path as it is sent; NULL if none. Literal segments win
 * over parameters. fill_params (may be NULL) gets its parameters; its x must be
 * set. For the route walk test and `samspil routes`. */
const struct route *server_match(const struct route *const tables[], enum http_method m, struct str path, struct req *fill_params);
