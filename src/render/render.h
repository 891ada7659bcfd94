/* render.h -- paper, posters, QR codes and calendar files: plain values in,
 * bytes out. Front door of the room, together with table.h (CSV and XLSX).
 *
 * Nothing here knows the store, a request or a translation: every text comes
 * from the caller, already in the reader's language. Texts are UTF-8; what is
 * not is read as Latin-1 rather than refused, so that a sheet always comes out.
 *
 * Memory: results live in x->arena. Thread: any; each thread keeps its own
 * font map (about 2 MB) until it ends. No transactions. A piece of paper takes
 * milliseconds (make bench, P10), so it is made by a worker, never on an event
 * loop. */
#pragma once
#include "core/ctx.h"

/* Are the fonts here? OK, or FAILED with the cause when Inter is not installed
 * (Debian package fonts-inter). Without it paper is set in the next best face
 * that fontconfig knows; `samspil check` calls this to say so. */
must_use enum rc render_check(struct ctx *x);

/* ---- documents on paper ------------------------------------------------ */

enum paper_size { PAPER_A4, PAPER_A3 };

struct pdf_paper {
	enum paper_size size;
	bool landscape;
	enum lang lang;		/* of the texts; read aloud by a screen reader in this language */
	struct str title;	/* of the document: window title, running head from page 2 */
	struct str subject;	/* may be empty; for archives */
	struct str footer;	/* "Version 3 · 28. april 2026"; may be empty */
	struct str page_text;	/* "Side {n} af {m}"; empty: "n/m" */
};

struct pdf;

/* Pages of one document; a blank cheque for pages would be one for memory. The
 * longest thing printed today is a deck of cards with its run sheet (20). */
enum { PDF_PAGES_MAX = 600 };

/* Blocks are added in reading order. Nothing fails before pdf_finish(). Texts
 * are referenced, not copied: they must live until then. */
struct pdf *pdf_new(struct ctx *x, const struct pdf_paper *paper);

void pdf_eyebrow(struct pdf *p, struct str text);	/* small line above the title */
void pdf_title(struct pdf *p, struct str text);
void pdf_lead(struct pdf *p, struct str text);		/* larger first paragraph */
/* level 2 or 3; never left alone at the foot of a page; also in the outline. */
void pdf_heading(struct pdf *p, int level, struct str text);
void pdf_paragraph(struct pdf *p, struct str text);	/* line feeds are kept */
void pdf_intro(struct pdf *p, struct str text);		/* a paragraph that stays with what follows, as a heading does */
void pdf_note(struct pdf *p, struct str text);		/* small and quiet */

void pdf_stay(struct pdf *p);				/* what was added last does not end a page: the reader needs it for what follows */
void pdf_bullets(struct pdf *p, const struct str *items, size_t n);
void pdf_numbers(struct pdf *p, const struct str *items, size_t n);	/* 1. 2. 3., hanging */
/* Boxes to tick; done may be NULL (all empty). */
void pdf_checklist(struct pdf *p, const struct str *items, const bool *done, size_t n);
/* The answers of one question, with what is said about them before (may be empty):
 * on one page, however many there are, since they are weighed against each other. */
void pdf_choices(struct pdf *p, struct str hint, const struct str *items, size_t n);

struct pdf_pair {
	struct str key, value;
};
void pdf_pairs(struct pdf *p, const struct pdf_pair *pairs, size_t n);

enum pdf_callout { CALLOUT_NOTE, CALLOUT_NOW, CALLOUT_WARN };
void pdf_callout(struct pdf *p, enum pdf_callout kind, struct str heading, struct str text);

struct pdf_column {
	struct str head;
	double weight;		/* share of the width; 0 counts as 1 */
	bool number;		/* right-aligned, figures of equal width */
	bool box;		/* a box to tick in every row; the cells are not read */
};
struct pdf_table {
	const struct pdf_column *cols;
	size_t ncols;		/* at most PDF_COLS_MAX; further columns are left out */
	const struct str *cells;	/* nrows * ncols, row by row; STR_NULL is blank */
	size_t nrows;
	size_t min_lines;	/* height of a row at least, in lines of text: room for handwriting */
	size_t pen_lines;	/* ... of a row that has a blank cell; columns of such a table are parted by lines */
};
enum { PDF_COLS_MAX = 12 };
/* Breaks over pages between rows, the head repeated; a row longer than half a
 * page breaks between lines. */
void pdf_table(struct pdf *p, const struct pdf_table *t);

/* A QR code with the text beside it; a link for whoever reads on a screen. */
void pdf_qr(struct pdf *p, struct str url, struct str caption);

void pdf_lines(struct pdf *p, size_t n);			/* empty lines to write on */
void pdf_field(struct pdf *p, struct str label, size_t n);	/* a label, then n such lines */

struct pdf_card {
	struct str label;	/* "Kort 7 · Samarbejde"; may be empty */
	struct str title;
	struct str text;
	struct str foot;	/* may be empty */
};
/* cols x rows cards on each sheet of its own, with dashed lines to cut along.
 * Text is set smaller in steps until it fits its card, and in one size for all
 * cards of a call where that is not too small. */
void pdf_cards(struct pdf *p, const struct pdf_card *cards, size_t n, size_t cols, size_t rows);

/* ---- pictures in a document: drawn, not photographed, so they are sharp at any size */

/* A card of a board. Dots are drawn as circles, with their number beside them. */
struct pdf_note_card {
	struct str text;
	int64_t dots;
	bool chosen;		/* a tick and a tint */
};
/* Cards side by side, three on a line of an upright page, as they hang on the wall. */
void pdf_wall(struct pdf *p, const struct pdf_note_card *cards, size_t n);

struct pdf_bar {
	struct str label, count;
	double share;		/* 0 to 1, of the whole length */
	bool marked;		/* drawn in another tint, with an edge */
};
void pdf_bars(struct pdf *p, const struct pdf_bar *bars, size_t n);

/* Answers on a line, a dot each. Places go from 0 to width, heights upward from
 * the line in the same unit. */
struct pdf_spread {
	struct str left, right;		/* what the ends mean */
	double width, height, radius;
	const double (*dots)[2];	/* place, height */
	size_t ndots;
	double half_from, half_to;	/* where the middle half lies */
	double middle;
};
void pdf_spread(struct pdf *p, const struct pdf_spread *s);

struct pdf_word {
	struct str word;
	int size;		/* 1 to 5 */
	int64_t count;		/* written beside it when above 1 */
};
void pdf_cloud(struct pdf *p, const struct pdf_word *words, size_t n);

/* ---- drawings of models: a shape, and the names of its parts -------------- */

enum drawing_shape {
	DRAWING_NESTED,	/* levels around each other, the first innermost */
	DRAWING_LAYERS,	/* levels on each other, the first on top */
	DRAWING_WHEEL,	/* numbered steps that go round, the first on top, clockwise */
	DRAWING_LINKED,	/* parts that pull at each other, each joined with each */
};
/* Fewer are no shape, more leave no room for a name. */
enum { DRAWING_PARTS_MIN = 3, DRAWING_PARTS_MAX = 8 };
struct drawing {
	enum drawing_shape shape;
	enum lang lang;
	const struct str *names;
	size_t n;
	struct str middle;	/* what stands in the hub of a wheel; may be empty */
};

/* The same drawing for a browser: outlines as SVG path data, in the order in
 * which they are laid on each other, and lines of text, each centred on x with
 * its baseline at y. Everything in units of which the drawing is DRAWING_WIDTH
 * wide. */
enum { DRAWING_WIDTH = 1000, DRAWING_LINES_MAX = 64 };
struct drawing_area {
	struct str path;
	bool tinted;
};
struct drawing_line {
	struct str text;
	int x, y, size;
	bool number;		/* of a step, above its name */
};
struct drawing_plan {
	int width, height;
	struct str *links;	/* lines between the middles of parts, below everything */
	size_t nlinks;
	struct drawing_area *areas;
	size_t nareas;
	struct drawing_line *lines;
	size_t nlines;
};
/* FAILED with the cause, for too few or too many parts as well. */
must_use enum rc drawing_plan(struct ctx *x, const struct drawing *d, struct drawing_plan *ret);
void pdf_drawing(struct pdf *p, const struct drawing *d);

/* A photo from image_plain(); its bytes go into the file as they are. As wide as
 * the text, or as half a page is high. */
void pdf_photo(struct pdf *p, struct str jpeg, int width, int height, struct str caption);

void pdf_page_break(struct pdf *p);

/* TOO_LARGE("", "render.too_many_pages"); FAILED with Cairo's own words. p is
 * spent afterwards. */
must_use enum rc pdf_finish(struct pdf *p, struct str *ret);

/* ---- posters ----------------------------------------------------------- */

enum poster_kind {
	POSTER_ACTIONS,		/* the action plan: dark head */
	POSTER_ANCHORING,	/* "keep good habits": light head, so that nobody mistakes one for the other */
};

/* Shown as a shape and a word, never as a colour alone. */
enum poster_status { POSTER_NO_STATUS, POSTER_WAITING, POSTER_UNDER_WAY, POSTER_DONE, POSTER_LATE, POSTER_DROPPED };

enum { POSTER_FACTS_MAX = 6 };

struct poster_item {
	struct str title;			/* what is done */
	struct pdf_pair facts[POSTER_FACTS_MAX];	/* "Tovholder" "Mette Holm"; "Første skridt" ...; empty values are left out */
	struct str when;			/* "14. april 2026" */
	struct str tag;				/* IGLO: "Gruppe" */
	enum poster_status status;
	struct str status_text;			/* "I gang" */
};

struct poster {
	enum poster_kind kind;
	enum paper_size size;		/* A3 is A4 enlarged, and may be set denser */
	enum lang lang;
	struct str eyebrow;		/* "Handlingsplan · Station Nord" */
	struct str title;
	struct str intro;		/* may be empty */
	struct str when_label;		/* "Frist" */
	const struct poster_item *items;
	size_t nitems;
	struct str url;			/* of the living page; empty: no QR code */
	struct str url_caption;		/* "Scan og se planen, som den er nu" */
	struct str version;		/* "Version 3 · 28. april 2026" */
	struct str stamp;		/* "Udkast", "Erstattet"; empty: none */
	struct str page_text;		/* "Side {n} af {m}"; used only if there is more than one page */
	const struct drawing *drawing;	/* above the items of the first page; NULL: none */
	bool unnumbered;		/* items that do not follow each other */
};

/* One page as long as the text can be read from a step away (8.5 pt at least);
 * larger type when there are few items, two columns when there are many, a
 * second page when even that is not enough. Words of titles are never cut in two:
 * the type is smaller then. FAILED with the cause;
 * TOO_LARGE("", "render.too_many_items") above POSTER_ITEMS_MAX. */
enum { POSTER_ITEMS_MAX = 100 };
must_use enum rc poster_pdf(struct ctx *x, const struct poster *poster, struct str *ret);

/* ---- QR codes ---------------------------------------------------------- */

/* An SVG element to be put into a page as trusted HTML: role="img", title as
 * its name. Error correction M. INVALID("", "render.qr_too_long") above about
 * 2,300 bytes. */
must_use enum rc qr_svg(struct ctx *x, struct str text, struct str title, struct str *ret);

/* ---- calendar files ---------------------------------------------------- */

enum ics_method {
	ICS_PUBLISH,	/* a file to fetch; any number of events; nobody is invited */
	ICS_REQUEST,	/* an invitation by mail; exactly one event (Outlook reads only the first) */
	ICS_CANCEL,	/* takes it back; the same uid, a higher sequence */
};

struct ics_person {
	struct str email, name;		/* name may be empty */
};

struct ics_event {
	struct str uid;			/* stable for the life of the meeting, unique in the world: "meeting-17@samspil.example.dk" */
	int sequence;			/* grows with each change that was sent */
	struct date date;		/* local, Europe/Copenhagen */
	int start_minutes;		/* after midnight */
	int length_minutes;		/* may pass midnight */
	bool all_day;			/* a day without time, nobody busy; the minutes are not read */
	struct str summary;
	struct str location;		/* may be empty, as the next two */
	struct str description;		/* the agenda; line feeds are kept */
	struct str url;
	struct ics_person organizer;	/* REQUEST and CANCEL need it */
	const struct ics_person *attendees;	/* left out of PUBLISH */
	size_t nattendees;
	int alarm_minutes;		/* before the start; 0: none. PUBLISH and REQUEST */
	bool cancelled;			/* in a PUBLISH file: shown as cancelled */
};

/* name: of the calendar, in a PUBLISH file. INVALID("", "render.ics_address")
 * for an address that is none; FAILED with the cause for a call against the
 * rules above. Time stamps come from x->now. */
must_use enum rc ics_calendar(struct ctx *x, enum ics_method method, struct str name,
			      const struct ics_event *events, size_t n, struct str *ret);
/* "text/calendar; method=REQUEST; charset=utf-8" for the mail or the reply. */
const char *ics_mime(enum ics_method method);
