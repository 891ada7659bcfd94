/* read.h -- from bytes to documents. Inside the room only.
 *
 * A shelf holds the documents that are read together and may refer to each
 * other. Memory: the arena of the shelf's ctx, libyaml's trees included. */
#pragma once
#include "method/vocabulary/schema.h"
#include <yaml.h>

struct doc {
	const char *file;
	struct str text;		/* as it was read */
	enum method_kind kind;
	const struct method_head *bound;	/* the whole struct of its kind; NULL if its form has faults */
	yaml_document_t *yaml;
	yaml_node_t *root;
	bool given;			/* asked about; false: built in, only to be referred to */
	bool replaced;			/* another document has taken its key */
	struct doc *next;
};

struct shelf {
	struct ctx *x;
	struct method_faults *faults;
	struct doc *first, *last;	/* bound documents only */
	struct doc *faulty;		/* the others: to refer to one of them is not a second fault */
};

enum {
	DOCUMENT_BYTES = 1 << 20,	/* the largest of ours is 90 kB; a book is not a method */
	DEPTH_MAX = 16,			/* nesting; the vocabulary needs 9 */
	DIRECTORY_DEPTH = 4,		/* content/<method>/<file>, with room */
};

/* Reads one document, reports the faults of its form, binds it if there are
 * none and puts it on the shelf. */
void shelf_add(struct shelf *s, const char *file, struct str yaml, bool given);
/* A file, or every *.yaml under a directory, by name. NOT_FOUND, FAILED. */
must_use enum rc shelf_add_path(struct shelf *s, const char *path, bool given);
/* Documents that another shelf has read, to be referred to; that shelf lives
 * longer. What was given under the same key takes their place. */
void shelf_borrow(struct shelf *s, const struct shelf *from);
void shelf_lend(struct shelf *s, const struct doc *d);
/* The documents built into the program. */
void shelf_add_builtin(struct shelf *s, bool given);
/* The same for the library of a process: bound and not looked through, since a
 * test has (library_test.c). They have no tree: a third of the time at start and
 * of the memory afterwards. One that cannot be bound is read in full, so that
 * its fault is told. */
void shelf_bind_builtin(struct shelf *s);
/* NULL if there is none, or if its form has faults. */
const struct doc *shelf_find(const struct shelf *s, enum method_kind kind, struct str key);
bool shelf_has_faulty(const struct shelf *s, enum method_kind kind, struct str key);

/* Adds the documents that may be referred to (built in, published by the
 * organisation) and checks what was given. library.c. */
void shelf_check_with_library(struct shelf *s);
/* A document of the library, an own one too; NULL if there is none. library.c. */
const struct doc *library_find(enum method_kind kind, struct str key);

/* Reports a fault at a line, or where a node begins; returns the object for the
 * message's placeholders. */
struct val *fault_line(struct shelf *s, const char *file, int line, const char *message);
struct val *fault_at(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *message);

/* The value of a member of a mapping, or NULL. */
yaml_node_t *node_member(const struct doc *d, const yaml_node_t *n, const char *name);
/* Item i of the list that the member holds; the mapping itself where there is none. */
yaml_node_t *node_item(const struct doc *d, yaml_node_t *n, const char *name, size_t i);
/* The member, or the mapping itself: where to point when something about it is wrong. */
yaml_node_t *node_spot(const struct doc *d, yaml_node_t *n, const char *name);
struct str node_str(const yaml_node_t *n);	/* of a scalar; STR_NULL otherwise */

/* check.c: what the fields mean to each other, for all given documents. */
void shelf_check(struct shelf *s);
void check_programme(struct shelf *s, const struct doc *d);
void check_workshop(struct shelf *s, const struct doc *d);
/* May a step of the kind have the field? */
bool step_may_have(enum method_step_kind kind, const char *field);
void check_sheet(struct shelf *s, const struct doc *d);
void check_worksheet(struct shelf *s, const struct doc *d);
void check_model(struct shelf *s, const struct doc *d);
void check_questions(struct shelf *s, const struct doc *d);
void check_field(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_field *f, bool has_cards);
void check_forms(struct shelf *s, const struct doc *d, const struct method_form *forms, size_t n, bool has_cards);
