/* show_web.c -- films in pieces, as players ask for them: content is the same for
 * everybody, so nobody is asked who they are. And in which unit a sheet is read. */
#include "core/lang.h"
#include "workshop/show/show.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PIECE_BYTES = 1 << 20,	/* some seconds of film; a player asks on from where a piece ends */
	CAPTIONS_MAX = 1 << 20,	/* an hour of talk is 60 KB */
};

/* The unit of the session that a phone opened a sheet from; a stranger's address
 * tells nothing. */
enum rc show_place(struct req *q, struct str from, int64_t *ret_unit)
{
	struct session *s;
	int64_t id;
	*ret_unit = 0;
	if (!str_starts(from, S("/w/")) || !str_to_int(str_sub(from, strlen("/w/"), from.n), 1, INT64_MAX, &id))
		return OK;
	enum rc rc = session_load(q->x, (workshop_id){ id }, &s);
	if (rc == NOT_FOUND)
		return OK;
	TRY(rc);
	TRY(session_recognise(q, s));
	*ret_unit = s->viewer == VIEWER_NOBODY ? 0 : s->row->unit_id.v;
	return OK;
}

static const char *mime_of(struct str path)
{
	static const struct { const char *ending, *mime; } known[] = {
		{ ".mp4", "video/mp4" }, { ".webm", "video/webm" }, { ".m4a", "audio/mp4" }, { ".mp3", "audio/mpeg" },
		{ ".vtt", "text/vtt; charset=utf-8" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_ends(path, str_of(known[i].ending)))
			return known[i].mime;
	return NULL;
}

static enum rc step_of(struct req *q, const struct method_step **ret)
{
	const struct method_workshop *m = method_workshop(req_param(q, "method"));
	*ret = m ? method_step(m, req_param(q, "step"), NULL) : NULL;
	return *ret && text_is((*ret)->film.title) ? OK : NOT_FOUND;
}

/* First and last byte asked for, within the file: "bytes=0-", "bytes=100-200",
 * "bytes=-500". False if it asks for nothing that there is. Of several ranges
 * the first is answered. */
static bool read_range(struct str header, int64_t size, int64_t *first, int64_t *last)
{
	struct str rest = str_sub(header, strlen("bytes="), header.n), from, to;
	if (!str_starts(header, S("bytes=")) || !str_next(&rest, ',', &from))
		return false;
	from = str_trim(from);
	size_t dash = str_find(from, '-');
	if (dash == from.n)
		return false;
	to = str_sub(from, dash + 1, from.n);
	from = str_sub(from, 0, dash);
	*last = size - 1;
	if (from.n == 0) {
		int64_t tail;
		if (!str_to_int(to, 1, INT64_MAX, &tail))
			return false;
		*first = tail < size ? size - tail : 0;
		return size > 0;
	}
	if (!str_to_int(from, 0, INT64_MAX, first) || (to.n && !str_to_int(to, *first, INT64_MAX, last)))
		return false;
	if (*last >= size)
		*last = size - 1;
	return *first < size;
}

static void close_file(void *p)
{
	close((int)(intptr_t)p);
}

static enum rc open_file(struct req *q, struct str path, int *ret_fd, int64_t *ret_size)
{
	struct stat st;
	int fd = open(path.p, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NOT_FOUND;
	arena_defer(q->x->arena, close_file, (void *)(intptr_t)fd);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return NOT_FOUND;
	*ret_fd = fd;
	*ret_size = st.st_size;
	return OK;
}

static enum rc read_piece(struct req *q, int fd, int64_t from, size_t n, struct str *ret)
{
	char *bytes = arena_alloc(q->x->arena, n);
	size_t have = 0;
	while (have < n) {
		ssize_t got = pread(fd, bytes + have, n - have, (off_t)from + (off_t)have);
		if (got <= 0)
			return fail_cause(q->x, FAILED, "a film became shorter while it was read");
		have += (size_t)got;
	}
	*ret = (struct str){ bytes, n };
	return OK;
}

static enum rc film(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct str path, bytes, range = req_header(q, "Range");
	int64_t size, first = 0, last;
	int fd;
	(void)view;
	TRY(step_of(q, &step));
	if (!show_file(q->x, step->film.file, &path) || !mime_of(path))
		return NOT_FOUND;
	TRY(open_file(q, path, &fd, &size));
	reply_header(q, "Accept-Ranges", S("bytes"));
	reply_header(q, "Cache-Control", S("private, max-age=3600"));
	if (!range.p) {
		/* Players ask for ranges; whoever does not gets what one reply holds. */
		if (size > PIECE_BYTES)
			return fail(q->x, TOO_LARGE, "_", "workshop.film_in_pieces");
		TRY(read_piece(q, fd, 0, (size_t)size, &bytes));
		return reply_file(q, mime_of(path), NULL, bytes);
	}
	if (!read_range(range, size, &first, &last)) {
		reply_status(q, 416);
		reply_header(q, "Content-Range", str_fmt(q->x->arena, "bytes */%" PRId64, size));
		return reply_file(q, mime_of(path), NULL, S(""));
	}
	if (last - first >= PIECE_BYTES)
		last = first + PIECE_BYTES - 1;
	TRY(read_piece(q, fd, first, (size_t)(last - first + 1), &bytes));
	reply_status(q, 206);
	reply_header(q, "Content-Range", str_fmt(q->x->arena, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, first, last, size));
	return reply_file(q, mime_of(path), NULL, bytes);
}

static enum rc captions(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct str path, bytes;
	enum lang lang = DA;
	int64_t size;
	int fd;
	(void)view;
	TRY(step_of(q, &step));
	if (!lang_known(req_param(q, "lang"), &lang))
		return NOT_FOUND;
	if (!show_file(q->x, lang == EN ? step->film.captions.en : step->film.captions.da, &path) || !mime_of(path))
		return NOT_FOUND;
	TRY(open_file(q, path, &fd, &size));
	if (size > CAPTIONS_MAX)
		return TOO_LARGE;
	TRY(read_piece(q, fd, 0, (size_t)size, &bytes));
	return reply_file(q, mime_of(path), NULL, bytes);
}

const struct route workshop_show_routes[] = {
	GET("/film/:method/:step", film, NULL, PUBLIC),
	GET("/film/:method/:step/:lang", captions, NULL, PUBLIC),
	{ 0 },
};
