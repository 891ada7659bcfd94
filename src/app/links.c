/* links.c -- addresses found in method files, wherever they stand in them, and
 * what is behind them. Looks at text, not at the vocabulary: a link in a sentence
 * dies as well as one in a list. */
#include "app/links.h"
#include "core/buf.h"
#include "mail/link.h"
#include "ui/ui.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

struct link {
	struct str url, file;
	int line;
	struct link_answer answer;
	bool asked;
};

struct run {
	struct link *links;
	size_t n;
};

/* ---- finding */

/* The end of an address: what no address has unescaped, or what ends a Markdown
 * link, a YAML flow or a sentence. */
static size_t url_length(struct str s)
{
	size_t n = 0;
	while (n < s.n && (unsigned char)s.p[n] > ' ' && !strchr("\"'<>()[]{}|\\^`", s.p[n]))
		n++;
	while (n && strchr(".,;:!?", s.p[n - 1]))
		n--;
	return n;
}

static enum rc find_in_line(struct ctx *x, struct run *r, struct str line, struct str file, int number)
{
	for (size_t i = 0; i < line.n; i++) {
		struct str rest = str_sub(line, i, line.n - i);
		if (!str_starts(rest, S("http://")) && !str_starts(rest, S("https://")))
			continue;
		size_t n = url_length(rest);
		if (r->n == LINKS_MAX)
			return fail_int(x, INVALID, "path", "app.links_too_many", "max", LINKS_MAX);
		r->links[r->n++] = (struct link){ .url = str_dup(x->arena, str_sub(rest, 0, n)), .file = file, .line = number };
		i += n - 1;
	}
	return OK;
}

static enum rc read_file(struct ctx *x, const char *path, struct str *ret)
{
	char piece[16 << 10];
	struct buf b;
	size_t n;
	FILE *f = fopen(path, "rb");
	if (!f)
		return fail_str(x, INVALID, "path", "app.links_unreadable", "path", str_dup(x->arena, str_of(path)));
	buf_init(&b, LINKS_FILE_BYTES_MAX);
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_bytes(&b, piece, n);
	bool bad = ferror(f) || b.failed;
	fclose(f);
	*ret = buf_take(&b, x->arena);
	return bad ? fail_str(x, INVALID, "path", "app.links_unreadable", "path", str_dup(x->arena, str_of(path))) : OK;
}

static enum rc find_in_file(struct ctx *x, struct run *r, const char *path)
{
	struct str text, line, name = str_dup(x->arena, str_of(path));
	int number = 0;
	TRY(read_file(x, path, &text));
	while (str_next(&text, '\n', &line))
		TRY(find_in_line(x, r, line, name, ++number));
	return OK;
}

static enum rc find_in(struct ctx *x, struct run *r, const char *path, int depth);

static enum rc find_in_folder(struct ctx *x, struct run *r, const char *path, int depth)
{
	struct dirent **names;
	enum rc rc = OK;
	int n = scandir(path, &names, NULL, alphasort);
	if (n < 0)
		return fail_str(x, INVALID, "path", "app.links_unreadable", "path", str_dup(x->arena, str_of(path)));
	for (int i = 0; i < n; i++) {
		if (rc == OK && names[i]->d_name[0] != '.')
			rc = find_in(x, r, str_fmt(x->arena, "%s/%s", path, names[i]->d_name).p, depth + 1);
		free(names[i]);
	}
	free(names);
	return rc;
}

static enum rc find_in(struct ctx *x, struct run *r, const char *path, int depth)
{
	enum { DEPTH_MAX = 8 };	/* a library is two deep; a circle of links is not followed for ever */
	struct stat st;
	if (stat(path, &st) != 0)
		return fail_str(x, INVALID, "path", "app.links_unreadable", "path", str_dup(x->arena, str_of(path)));
	if (S_ISDIR(st.st_mode))
		return depth < DEPTH_MAX ? find_in_folder(x, r, path, depth) : OK;
	if (depth > 0 && !str_ends(str_of(path), S(".yaml")))
		return OK;
	return find_in_file(x, r, path);
}

/* ---- asking and telling */

static enum rc ask(struct ctx *x, struct run *r, struct link *l)
{
	for (struct link *before = r->links; before < l; before++) {
		if (str_eq(before->url, l->url)) {
			l->answer = before->answer;
			return OK;
		}
	}
	l->asked = true;
	return link_ask(x, l->url, &l->answer);
}

static void tell(struct ctx *x, const struct link *l, FILE *out)
{
	static const char *const words[] = { NULL, "app.link_moved", "app.link_dead", "app.link_silent" };
	struct val *v = val_new_obj(x);
	if (!words[l->answer.state])
		return;
	val_str(x, v, "url", l->url);
	val_int(x, v, "code", l->answer.code);
	val_str(x, v, "to", l->answer.moved_to);
	val_str(x, v, "why", l->answer.why);
	fprintf(out, "%.*s:%d: %.*s\n", STR_ARG(l->file), l->line, STR_ARG(ui_text_args(x, words[l->answer.state], v)));
	fflush(out);
}

enum rc links_check(struct ctx *x, const char *path, FILE *out, size_t *ret_dead)
{
	struct run r = { .links = ARENA_ARRAY(x->arena, LINKS_MAX, struct link) };
	int64_t asked = 0, moved = 0, dead = 0;
	TRY(find_in(x, &r, path, 0));
	for (size_t i = 0; i < r.n; i++) {
		struct link *l = &r.links[i];
		TRY(ask(x, &r, l));
		tell(x, l, out);
		asked += l->asked;
		moved += l->asked && l->answer.state == LINK_MOVED;
		dead += l->asked && (l->answer.state == LINK_DEAD || l->answer.state == LINK_SILENT);
	}
	struct val *v = val_new_obj(x);
	val_int(x, v, "n", asked);
	val_int(x, v, "moved", moved);
	val_int(x, v, "dead", dead);
	fprintf(out, "%.*s\n", STR_ARG(ui_text_args(x, "app.links_sum", v)));
	*ret_dead = (size_t)dead;
	return OK;
}
