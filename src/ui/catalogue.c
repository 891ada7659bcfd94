/* catalogue.c -- from the built-in texts to what can be written at once: split
 * at the placeholders, escaped beforehand, found by their key's hash. Knows
 * nothing of templates and value trees. */
#include "ui/catalogue.h"
#include "core/buf.h"

enum {
	NAME_MAX_BYTES = 128,	/* longer than any name of ours; a runaway tag ends here */
	INTERN_SLOTS = 4096,	/* power of two; some 2,000 names exist, chains stay short */
	WORDING_MAX = 64 << 10,	/* one text, escaped */
};

struct interned {
	const struct name *name;
	struct interned *next;
};

struct catalogue {
	struct arena *keep;
	struct message *messages;
	uint32_t *index;	/* of messages, by the key's hash; 0: nobody's, else one more */
	size_t index_mask;
	struct interned *slots[INTERN_SLOTS];
};

static bool valid_name(struct str s)
{
	if (s.n == 0 || s.n > NAME_MAX_BYTES || s.p[0] == '.' || s.p[s.n - 1] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= ' ' || strchr("{}=<>\"'`$", c) || (c == '.' && s.p[i - 1] == '.'))
			return false;
	}
	return true;
}

static const struct name *name_make(struct arena *keep, struct str written)
{
	bool optional = written.n > 1 && written.p[written.n - 1] == '?';
	struct str rest = str_sub(written, 0, written.n - optional), part;
	size_t nparts = 0;
	if (!str_eq(rest, S(".")))
		for (size_t i = nparts = 1; i < rest.n; i++)
			nparts += rest.p[i] == '.';
	struct name *made = arena_alloc(keep, sizeof *made + nparts * sizeof made->parts[0]);
	made->shown = str_z(keep, written);
	made->nparts = nparts;
	for (size_t i = 0; i < nparts && str_next(&rest, '.', &part); i++)
		made->parts[i] = (struct part){ str_z(keep, part), (uint32_t)part.n };
	/* What was posted and what was wrong are there only when a form comes back. */
	made->may_lack = optional || (nparts > 0 && (strcmp(made->parts[0].p, "form") == 0 || strcmp(made->parts[0].p, "error") == 0));
	return made;
}

const struct name *name_of(struct ctx *x, struct catalogue *c, struct str written)
{
	(void)x;
	if (!str_eq(written, S(".")) && !valid_name(written))
		return NULL;
	struct interned **slot = &c->slots[str_hash(written) & (INTERN_SLOTS - 1)];
	for (struct interned *i = *slot; i; i = i->next)
		if (str_eqz(written, i->name->shown))
			return i->name;
	struct interned *fresh = ARENA_NEW(c->keep, struct interned);
	*fresh = (struct interned){ name_make(c->keep, written), *slot };
	*slot = fresh;
	return fresh->name;
}

static bool needs_escape(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr("&<>\"'", text.p[i]))
			return true;
	return false;
}

/* Most texts are the same when escaped: they stay where they are. */
static struct str escaped(struct arena *keep, struct str text)
{
	struct buf b;
	if (!needs_escape(text))
		return text;
	buf_init(&b, WORDING_MAX);
	buf_html(&b, text);
	return buf_take(&b, keep);
}

static bool wording_split(struct ctx *x, struct catalogue *c, struct str text, struct wording *ret)
{
	size_t max = 1;
	for (size_t i = 0; i < text.n; i++)
		max += text.p[i] == '{';
	struct segment *segments = ARENA_ARRAY(c->keep, max, struct segment);
	ret->segments = segments;
	while (ret->n < max) {
		struct segment *s = &segments[ret->n++];
		size_t open = str_find(text, '{');
		/* Not a copy: the rows are for ever. The last one ends with a NUL. */
		s->text = str_sub(text, 0, open);
		s->html = escaped(c->keep, s->text);
		if (open == text.n)
			return true;
		text = str_sub(text, open + 1, text.n);
		size_t close = str_find(text, '}');
		s->hole = close < text.n ? name_of(x, c, str_sub(text, 0, close)) : NULL;
		if (!s->hole)
			return false;
		text = str_sub(text, close + 1, text.n);
	}
	return true;
}

static enum rc message_load(struct ctx *x, struct catalogue *c, const struct catalogue_row *row, struct message *ret)
{
	ret->key = row->key;
	ret->counts = row->counts;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		/* check_po.py refuses such a release; a build on the way there shows
		 * the other language rather than nothing. */
		const char *const *forms = row->forms[lang][0] ? row->forms[lang] : row->forms[row->forms[DA][0] ? DA : EN];
		struct wording *one = &ret->wordings[lang][0], *many = &ret->wordings[lang][1];
		bool good = wording_split(x, c, str_of(forms[0]), one);
		if (forms[1])
			good = good && wording_split(x, c, str_of(forms[1]), many);
		else
			*many = *one;
		if (!good)
			return fail_cause(x, FAILED, "text %s: a placeholder is no name", row->key);
	}
	return OK;
}

/* A third full at most: two looks find a text. */
static void index_make(struct catalogue *c, size_t n)
{
	size_t size = 16;
	while (size < 3 * n)
		size *= 2;
	c->index = ARENA_ARRAY(c->keep, size, uint32_t);
	c->index_mask = size - 1;
	for (size_t i = 0; i < n; i++) {
		size_t at = str_hash(str_of(c->messages[i].key)) & c->index_mask;
		while (c->index[at])
			at = (at + 1) & c->index_mask;
		c->index[at] = (uint32_t)i + 1;
	}
}

enum rc catalogue_load(struct ctx *x, struct arena *keep, const struct catalogue_row *rows, size_t n, struct catalogue **ret)
{
	struct catalogue *c = ARENA_NEW(keep, struct catalogue);
	c->keep = keep;
	c->messages = ARENA_ARRAY(keep, n, struct message);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(rows[i - 1].key, rows[i].key) >= 0)
			return fail_cause(x, FAILED, "text %s: out of order", rows[i].key);
		TRY(message_load(x, c, &rows[i], &c->messages[i]));
	}
	index_make(c, n);
	*ret = c;
	return OK;
}

const struct message *catalogue_find(const struct catalogue *c, struct str key)
{
	for (size_t at = str_hash(key) & c->index_mask; c->index[at]; at = (at + 1) & c->index_mask) {
		const struct message *m = &c->messages[c->index[at] - 1];
		if (str_eqz(key, m->key))
			return m;
	}
	return NULL;
}
