/* import_units.c -- which unit does a line mean? Knows the stored tree and the
 * pairs (unit, parent unit) of the file; refuses to guess between two.
 *
 * A parent is written by name, or by path ("Sundhed > Hjemmeplejen") where the
 * name alone is not enough; a path from the topmost unit is always enough. A parent that is nowhere described hangs under the
 * topmost unit. A unit without a parent is the one of that name, wherever it is
 * described, or else a unit under the topmost. */
#include "people/import/import_inside.h"

/* A chain of parents longer than the deepest tree cannot end well. */
enum { CHAIN_MAX = 2 * UNIT_DEPTH_MAX };

static size_t resolve_path(struct import *im, struct str path, size_t line, int chain);

/* ---- nodes */

static size_t add_node(struct import *im, struct node n)
{
	struct node *parent = n.parent ? &im->nodes[n.parent - 1] : NULL;
	size_t *head = heads_find(&im->by_key, str_hash(n.key));
	n.depth = parent ? parent->depth + 1 : 1;
	n.next_alike = *head;
	im->nodes[im->nnodes] = n;
	*head = ++im->nnodes;
	if (parent)
		parent->has_children = true;
	else
		im->top = im->nnodes;
	return im->nnodes;
}

static size_t child_of(const struct import *im, size_t parent, struct str key)
{
	for (size_t i = *heads_find(&im->by_key, str_hash(key)); i; i = im->nodes[i - 1].next_alike)
		if (im->nodes[i - 1].parent == parent && str_eq(im->nodes[i - 1].key, key))
			return i;
	return 0;
}

/* A new unit under parent (0: topmost). line: index + 1 of who asks. */
static size_t make_node(struct import *im, size_t parent, struct str name, struct str key, size_t line)
{
	if (!parent && im->top) {
		import_fault_text(im, line, COL_PARENT, "people.import_two_tops", "top", im->nodes[im->top - 1].name);
		return 0;
	}
	if (parent && im->nodes[parent - 1].depth >= UNIT_DEPTH_MAX) {
		struct val *args = val_new_obj(im->x);
		val_int(im->x, args, "max", UNIT_DEPTH_MAX);
		import_fault(im, line, 0, COL_PARENT, "people.unit_too_deep", args);
		return 0;
	}
	if (im->nnodes == UNITS_MAX) {
		struct val *args = val_new_obj(im->x);
		val_int(im->x, args, "max", UNITS_MAX);
		import_fault(im, line, 0, COL_UNIT, "people.import_too_many_units", args);
		return 0;
	}
	return add_node(im, (struct node){ .parent = parent, .name = name, .key = key, .is_new = true });
}

/* The place of a stored unit among those that all_units() gave by number. It is
 * there: the schema says so. */
static size_t place_of(const struct unit *units, size_t n, unit_id id)
{
	size_t low = 0, high = n;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (units[mid].id.v <= id.v)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static enum rc load_nodes(struct import *im)
{
	struct unit *units;
	size_t n, hung = 0;
	TRY(all_units(im->x, &units, &n));
	/* A line makes as many units as its path has parts, at most. */
	size_t most = n + im->nlines * (UNIT_DEPTH_MAX + 1);
	im->nodes = ARENA_ARRAY(im->x->arena, most < UNITS_MAX ? most : UNITS_MAX, struct node);
	im->by_key = heads_new(im->x, n + im->nlines);
	size_t *index = ARENA_ARRAY(im->x->arena, n, size_t);	/* by place in units; node index + 1 */
	/* A parent may have a higher number than its child; each round hangs at
	 * least one level, and the tree has at most UNIT_DEPTH_MAX. */
	for (int level = 0; level <= UNIT_DEPTH_MAX && hung < n; level++) {
		for (size_t i = 0; i < n; i++) {
			size_t parent = units[i].parent.v ? index[place_of(units, n, units[i].parent)] : 0;
			if (index[i] || (units[i].parent.v && !parent))
				continue;
			index[i] = add_node(im, (struct node){ .id = units[i].id, .parent = parent, .name = units[i].name,
							      .key = str_lower(im->x->arena, units[i].name) });
			hung++;
		}
	}
	return OK;
}

/* ---- paths: "sundhed > hjemmeplejen", lower-cased */

/* Takes the last part off; false when path was empty. */
static bool last_part(struct str *path, struct str *ret)
{
	if (str_empty(*path))
		return false;
	size_t cut = path->n;
	while (cut && path->p[cut - 1] != '>')
		cut--;
	*ret = str_trim(str_sub(*path, cut, path->n - cut));
	*path = cut ? str_trim(str_sub(*path, 0, cut - 1)) : STR_NULL;
	return true;
}

/* Whether the nodes above end as path does; *ret_whole: it begins at the topmost. */
static bool hangs_under(const struct import *im, size_t node, struct str path, bool *ret_whole)
{
	struct str part;
	while (last_part(&path, &part)) {
		node = im->nodes[node - 1].parent;
		if (!node || !str_eq(im->nodes[node - 1].key, part))
			return false;
	}
	*ret_whole = im->nodes[node - 1].parent == 0;
	return true;
}

static bool well_formed(struct str path)
{
	struct str part;
	int parts = 0;
	while (last_part(&path, &part))
		if (str_empty(part) || ++parts > UNIT_DEPTH_MAX || looks_like_formula(part) || str_chars(part) > NAME_CHARS_MAX)
			return false;
	return parts > 0;
}

/* ---- the pairs that the file declares */

static size_t resolve_declared(struct import *im, struct declared *d, int chain)
{
	if (d->state != UNSEEN)
		return d->state == RESOLVED ? d->node : 0;
	d->state = VISITING;
	size_t parent = resolve_path(im, d->parent, d->line, chain + 1);
	if (parent) {
		d->node = child_of(im, parent, d->key);
		if (!d->node)
			d->node = make_node(im, parent, d->name, d->key, d->line);
	}
	d->state = d->node ? RESOLVED : HOPELESS;
	return d->node;
}

struct candidates {
	size_t node, n;
	size_t whole;		/* the one that the path leads to from the topmost: there is no other */
	bool skipped, hopeless;
};

static void consider(const struct import *im, struct candidates *c, size_t node, struct str rest)
{
	bool whole;
	if (node == c->node || !hangs_under(im, node, rest, &whole))
		return;
	if (whole)
		c->whole = node;
	c->node = node;
	c->n++;
}

/* Whether two paths may lead to the same place: from their ends on, as far as
 * both go, they say the same. */
static bool may_agree(struct str a, struct str b)
{
	struct str left, right;
	while (last_part(&a, &left) && last_part(&b, &right))
		if (!str_eq(left, right))
			return false;
	return true;
}

/* Resolves what the file says about units of this name, then looks among them
 * and the stored ones. Those that the path rules out are left alone: resolving
 * them from here could look like a circle where there is none. */
static struct candidates find(struct import *im, struct str key, struct str rest, int chain)
{
	struct candidates c = { 0 };
	for (size_t i = *heads_find(&im->declared_by_key, str_hash(key)); i; i = im->declared[i - 1].next_alike) {
		struct declared *d = &im->declared[i - 1];
		if (!str_eq(d->key, key) || !may_agree(d->parent, rest))
			continue;
		c.skipped |= d->state == VISITING;
		if (d->state != VISITING)
			c.hopeless |= resolve_declared(im, d, chain) == 0;
	}
	for (size_t i = *heads_find(&im->by_key, str_hash(key)); i; i = im->nodes[i - 1].next_alike)
		if (str_eq(im->nodes[i - 1].key, key))
			consider(im, &c, i, rest);
	return c;
}

/* The node of a parent's path, made if need be; 0 with a fault told. */
static size_t resolve_path(struct import *im, struct str path, size_t line, int chain)
{
	struct str part, rest = path;
	if (chain > CHAIN_MAX) {
		import_fault(im, line, 0, COL_PARENT, "people.import_cycle", NULL);
		return 0;
	}
	if (!last_part(&rest, &part))
		return im->top;
	struct candidates c = find(im, part, rest, chain);
	if (c.whole)
		return c.whole;
	/* One that is still being placed is another unit of the name, or itself. */
	if (c.n == 1 && !c.skipped)
		return c.node;
	if (c.n >= 1)
		import_fault_text(im, line, COL_PARENT, "people.import_ambiguous", "unit", part);
	else if (c.skipped)
		import_fault(im, line, 0, COL_PARENT, "people.import_cycle", NULL);
	else if (c.hopeless)
		im->lines[line - 1].bad = true;	/* its fault is told where it is */
	if (c.n || c.skipped || c.hopeless)
		return 0;
	/* Nowhere described: what the path says, else under the topmost, if it is
	 * known which that is. */
	if (str_empty(rest) && im->top && !im->top_known) {
		import_fault_text(im, line, COL_PARENT, "people.import_two_tops", "top", im->nodes[im->top - 1].name);
		return 0;
	}
	size_t parent = resolve_path(im, rest, line, chain + 1);
	if (!parent && !str_empty(rest))
		return 0;
	size_t there = parent ? child_of(im, parent, part) : 0;
	if (there)
		return there;
	/* The name as the line writes it, not lower-cased. */
	struct str written = im->lines[line - 1].parent, name = part, each;
	for (struct str w = written; last_part(&w, &each);)
		if (str_eq(str_lower(im->x->arena, each), part))
			name = each;
	return make_node(im, parent, name, part, line);
}

static struct str path_key(struct ctx *x, struct str parent)
{
	struct str part, low = str_lower(x->arena, parent), out = STR_NULL;
	for (struct str rest = low; last_part(&rest, &part);)
		out = out.p ? str_fmt(x->arena, "%.*s > %.*s", STR_ARG(part), STR_ARG(out)) : part;
	return out;
}

/* Enters a pair, once; index + 1. */
static size_t declare(struct import *im, struct str name, struct str parent, size_t line)
{
	struct str key = str_lower(im->x->arena, name);
	size_t *head = heads_find(&im->declared_by_key, str_hash(key));
	for (size_t i = *head; i; i = im->declared[i - 1].next_alike)
		if (str_eq(im->declared[i - 1].key, key) && str_eq(im->declared[i - 1].parent, parent))
			return i;
	if (im->ndeclared == im->declared_room) {
		struct declared *was = im->declared;
		im->declared_room = 2 * im->declared_room + 256;
		im->declared = ARENA_ARRAY(im->x->arena, im->declared_room, struct declared);
		if (im->ndeclared)
			memcpy(im->declared, was, im->ndeclared * sizeof *was);
	}
	im->declared[im->ndeclared] = (struct declared){ .key = key, .name = name, .parent = parent, .line = line, .next_alike = *head };
	*head = ++im->ndeclared;
	return *head;
}

/* The pair of this line, and those that its path is made of: whoever writes
 * "Sundhed > Nord" has said where Nord is, to the other lines too. */
static size_t declare_line(struct import *im, size_t line)
{
	const struct line *l = &im->lines[line - 1];
	struct str part, rest = l->parent, key = path_key(im->x, l->parent);
	size_t own = declare(im, l->unit, key, line);
	while (last_part(&rest, &part) && last_part(&key, &(struct str){ 0 }) && !str_empty(key))
		declare(im, part, key, line);
	return own;
}

/* ---- lines without a parent */

static bool is_declared(const struct import *im, struct str key)
{
	for (size_t i = *heads_find(&im->declared_by_key, str_hash(key)); i; i = im->declared[i - 1].next_alike)
		if (str_eq(im->declared[i - 1].key, key))
			return true;
	return false;
}

static size_t resolve_name(struct import *im, size_t line)
{
	struct line *l = &im->lines[line - 1];
	struct str key = str_lower(im->x->arena, l->unit);
	struct candidates c = { 0 };
	if (im->top && str_eq(im->nodes[im->top - 1].key, key))
		return im->top;
	for (size_t i = *heads_find(&im->by_key, str_hash(key)); i; i = im->nodes[i - 1].next_alike)
		if (str_eq(im->nodes[i - 1].key, key))
			consider(im, &c, i, STR_NULL);
	if (c.n == 1)
		return c.node;
	if (c.n > 1) {
		import_fault_text(im, line, COL_PARENT, "people.import_ambiguous", "unit", l->unit);
		return 0;
	}
	if (is_declared(im, key)) {	/* but its place is at fault, which is told there */
		l->bad = true;
		return 0;
	}
	/* A second one without a parent, in an empty store: which is the topmost? */
	if (im->made_top) {
		import_fault_text(im, line, COL_PARENT, "people.import_two_tops", "top", im->nodes[im->top - 1].name);
		return 0;
	}
	return make_node(im, im->top, l->unit, key, line);
}

/* In an empty store the file itself must say which unit is the topmost: the one
 * that it gives no parent anywhere. */
static void find_top(struct import *im)
{
	im->top_known = im->top != 0;
	for (size_t i = 0; i < im->nlines && !im->top_known; i++) {
		struct line *l = &im->lines[i];
		if (l->bad || !str_empty(l->parent))
			continue;
		struct str key = str_lower(im->x->arena, l->unit);
		if (!is_declared(im, key))
			im->top_known = make_node(im, 0, l->unit, key, i + 1) != 0;
	}
	im->made_top = im->top && im->nodes[im->top - 1].is_new;
}

static void tell_units(struct import *im)
{
	for (size_t i = 0; i < im->nnodes; i++) {
		const struct node *n = &im->nodes[i];
		im->report->units.added += n->is_new;
		im->report->units.unchanged += !n->is_new && n->used;
		if (!n->is_new)
			continue;
		struct str what = n->parent ? str_fmt(im->x->arena, "%.*s > %.*s", STR_ARG(im->nodes[n->parent - 1].name), STR_ARG(n->name))
					    : n->name;
		import_change(im, "unit", true, what);
	}
}

enum rc import_units(struct import *im)
{
	TRY(load_nodes(im));
	im->declared_by_key = heads_new(im->x, im->nlines);
	size_t *of = ARENA_ARRAY(im->x->arena, im->nlines, size_t);
	for (size_t i = 0; i < im->nlines; i++) {
		struct line *l = &im->lines[i];
		if (l->bad || str_empty(l->parent))
			continue;
		if (well_formed(l->parent))
			of[i] = declare_line(im, i + 1);
		else
			import_fault(im, i + 1, 0, COL_PARENT, "people.import_bad_path", NULL);
	}
	find_top(im);
	for (size_t i = 0; i < im->nlines; i++)
		if (of[i])
			im->lines[i].node = resolve_declared(im, &im->declared[of[i] - 1], 0);
	for (size_t i = 0; i < im->nlines; i++)
		if (!im->lines[i].bad && !of[i])
			im->lines[i].node = resolve_name(im, i + 1);
	for (size_t i = 0; i < im->nlines; i++) {
		if (im->lines[i].node)
			im->nodes[im->lines[i].node - 1].used = true;
		else
			im->lines[i].bad = true;
	}
	tell_units(im);
	return OK;
}
