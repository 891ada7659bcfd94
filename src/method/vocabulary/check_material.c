/* check_material.c -- can a worksheet be filled in, a question set be answered and
 * summed up, and a model be drawn as it is written? */
#include "method/vocabulary/read.h"
#include "render/render.h"

enum { SCALE_MAX = 11 };	/* 0 to 10 is the longest line that people tell apart */

static void fault_name(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *message, const char *name)
{
	val_str(s->x, fault_at(s, d, n, message), "name", str_of(name));
}

/* ---- worksheets */

void check_worksheet(struct shelf *s, const struct doc *d)
{
	const struct method_worksheet *w = (const struct method_worksheet *)d->bound;
	bool required = false;
	for (size_t i = 0; i < w->sections_count; i++) {
		const struct method_block *b = &w->sections[i];
		yaml_node_t *n = node_item(d, d->root, "sections", i);
		if (!text_is(b->body) && !b->ticks_count && !b->fields_count && !b->columns_count)
			fault_name(s, d, n, "method.empty_section", b->key);
		if (b->columns_count && !b->rows_count && !b->blank_rows)
			fault_name(s, d, node_spot(d, n, "columns"), "method.table_without_rows", b->key);
		if (!b->columns_count && (b->rows_count || b->blank_rows))
			fault_name(s, d, node_spot(d, n, b->rows_count ? "rows" : "blank_rows"), "method.rows_without_columns", b->key);
		for (size_t j = 0; j < b->fields_count; j++)
			check_field(s, d, node_item(d, n, "fields", j), &b->fields[j], false);
		for (size_t j = 0; j < b->fields_count; j++)
			required |= b->fields[j].required;
	}
	if (w->handed_over && !required)
		fault_name(s, d, node_spot(d, d->root, "handed_over"), "method.nothing_required", w->head.key);
}

/* ---- models */

/* Two circles are no wheel, and nine steps leave no room for their names. */
void check_model(struct shelf *s, const struct doc *d)
{
	const struct method_model *m = (const struct method_model *)d->bound;
	if (m->shape == SHAPE_LIST || (m->parts_count >= DRAWING_PARTS_MIN && m->parts_count <= DRAWING_PARTS_MAX))
		return;
	struct val *args = fault_at(s, d, node_spot(d, d->root, "shape"), "method.shape_parts");
	val_int(s->x, args, "parts", m->parts_count);
	val_int(s->x, args, "min", DRAWING_PARTS_MIN);
	val_int(s->x, args, "max", DRAWING_PARTS_MAX);
}

/* ---- question sets */

static bool has_options(enum method_item_type t)
{
	return t == ITEM_SINGLE || t == ITEM_MULTIPLE || t == ITEM_RANK;
}

static void check_item(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_questions *q,
		       const struct method_item *item)
{
	bool ends = item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	if (has_options(item->type) && item->options_count < 2)
		fault_name(s, d, n, "method.choice_needs_options", item->key);
	if (!has_options(item->type) && item->options_count)
		fault_name(s, d, node_spot(d, n, "options"), "method.options_without_choice", item->key);
	if (ends != (text_is(item->left) && text_is(item->right)) || (!ends && (text_is(item->left) || text_is(item->right))))
		fault_name(s, d, n, "method.ends_of_a_slider", item->key);
	if (item->type == ITEM_SCALE && q->scale_count < 2)
		fault_name(s, d, n, "method.item_without_scale", item->key);
	if (item->most && (item->type != ITEM_MULTIPLE || item->most >= item->options_count))
		fault_name(s, d, node_spot(d, n, "most"), "method.most_of_a_multiple", item->key);
	if (item->group && item->type != ITEM_SCALE)
		fault_name(s, d, node_spot(d, n, "group"), "method.only_scales_sum", item->key);
}

/* Every sum that is possible has exactly one band. */
static void check_bands(struct shelf *s, const struct doc *d, const struct method_questions *q)
{
	unsigned below = 0, most = 0;
	for (size_t g = 0; g < q->groups_count; g++) {
		unsigned items = 0;
		for (size_t i = 0; i < q->items_count; i++)
			items += q->items[i].group && strcmp(q->items[i].group, q->groups[g].key) == 0;
		most = items * q->scale_count > most ? items * q->scale_count : most;
	}
	for (size_t i = 0; i < q->bands_count; i++) {
		if (i > 0 && q->bands[i].up_to <= below)
			fault_name(s, d, node_item(d, d->root, "bands", i), "method.bands_ascend", q->bands[i].key);
		below = q->bands[i].up_to;
	}
	if (q->bands_count && below < most)
		val_int(s->x, fault_at(s, d, node_spot(d, d->root, "bands"), "method.bands_end_early"), "most", most);
}

void check_questions(struct shelf *s, const struct doc *d)
{
	const struct method_questions *q = (const struct method_questions *)d->bound;
	if (q->scale_count > SCALE_MAX)
		val_int(s->x, fault_at(s, d, node_spot(d, d->root, "scale"), "method.scale_too_long"), "max", SCALE_MAX);
	for (size_t i = 0; i < q->items_count; i++)
		check_item(s, d, node_item(d, d->root, "items", i), q, &q->items[i]);
	check_bands(s, d, q);
}
