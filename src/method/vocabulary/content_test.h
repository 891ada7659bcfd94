/* content_test.h -- every Danish and English text of the content files, one by
 * one: for tests that judge what is said. Knows nothing of what a field means. */
#pragma once
#include "core/testing.h"
#include "core/arena.h"
#include "core/str.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

struct content_text {
	const char *file;	/* "tool-01/maturity.yaml" */
	unsigned long line;
	struct str words;	/* as long as the arena */
	bool english;
};

struct content_reader {
	struct arena *arena;
	void (*look)(const struct content_text *t);
	bool (*passes)(struct str field);	/* fields whose texts are not looked at; NULL: none */
};

static inline struct str content_value(const yaml_node_t *n)
{
	return (struct str){ (const char *)n->data.scalar.value, n->data.scalar.length };
}

static inline void content_walk(const struct content_reader *r, yaml_document_t *d, const yaml_node_t *n, const char *file)
{
	for (yaml_node_item_t *i = n->data.sequence.items.start; n->type == YAML_SEQUENCE_NODE && i < n->data.sequence.items.top; i++)
		content_walk(r, d, yaml_document_get_node(d, *i), file);
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; n->type == YAML_MAPPING_NODE && p < n->data.mapping.pairs.top; p++) {
		struct str field = content_value(yaml_document_get_node(d, p->key));
		const yaml_node_t *value = yaml_document_get_node(d, p->value);
		bool da = str_eqz(field, "da"), en = str_eqz(field, "en");
		if ((da || en) && value->type == YAML_SCALAR_NODE)
			r->look(&(struct content_text){ file, value->start_mark.line + 1, str_dup(r->arena, content_value(value)), en });
		else if (!r->passes || !r->passes(field))
			content_walk(r, d, value, file);
	}
}

static inline void content_read_file(const struct content_reader *r, const char *path, const char *file)
{
	yaml_parser_t parser;
	yaml_document_t document;
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_file(&parser, f);
	assert_true(yaml_parser_load(&parser, &document));
	content_walk(r, &document, yaml_document_get_root_node(&document), file);
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
	fclose(f);
}

/* within: what stands before the names of files, "" at the top. */
static inline void content_read(const struct content_reader *r, const char *path, const char *within)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		struct str name = str_dup(r->arena, str_of(names[i]->d_name));
		const char *whole = str_fmt(r->arena, "%s/%s", path, name.p).p, *file = str_fmt(r->arena, "%s%s", within, name.p).p;
		if (str_ends(name, S(".yaml")))
			content_read_file(r, whole, file);
		else if (name.p[0] != '.' && names[i]->d_type == DT_DIR)
			content_read(r, whole, str_fmt(r->arena, "%s/", file).p);
		free(names[i]);
	}
	free(names);
}
