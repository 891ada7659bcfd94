/* render_samples.c -- writes one of each thing into a folder, for the eye:
 *
 *	render_samples DIR [repeat]
 *
 * With repeat it also prints how long a poster takes, in milliseconds: first
 * (fonts are loaded) and median of `repeat` more. The texts are invented. */
#include "render/render.h"
#include "render/table.h"

#include "core/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { TIMES_MAX = 1000 };

static const struct poster_item ITEMS[] = {
	{ S("Overlap på ti minutter mellem vagterne"),
	  { { S("Tovholder"), S("Mette Holm") }, { S("Første skridt"), S("Vagtplanen for uge 19 får ti minutters overlap på alle tre hold") } },
	  S("4. maj 2026"), S("Gruppe"), POSTER_UNDER_WAY, S("I gang") },
	{ S("En fast makker til alle nye de første tre måneder"),
	  { { S("Tovholder"), S("Jonas Lind") }, { S("Første skridt"), S("Liste over makkere hænger klar, før den næste begynder") } },
	  S("15. maj 2026"), S("Gruppe"), POSTER_WAITING, S("Ikke begyndt") },
	{ S("Ro i frokosten: telefonen går på skift"),
	  { { S("Tovholder"), S("Sanne Bruun") }, { S("Første skridt"), S("Turnus for telefonen i maj") } },
	  S("20. april 2026"), S("Gruppe"), POSTER_DONE, S("Gjort") },
	{ S("Lederen er på gulvet hver tirsdag og torsdag formiddag"),
	  { { S("Tovholder"), S("Karin Thomsen") }, { S("Første skridt"), S("Møder flyttes væk fra de to formiddage") } },
	  S("1. maj 2026"), S("Leder"), POSTER_UNDER_WAY, S("I gang") },
	{ S("Ét sted til beskeder, så intet står på løse sedler"),
	  { { S("Tovholder"), S("Ahmed Nouri og Lise Vang") }, { S("Første skridt"), S("Vi vælger mellem tavlen og den fælles postkasse på mødet den 28. april") } },
	  S("28. april 2026"), S("Organisation"), POSTER_LATE, S("Over tid") },
	{ S("Samtale efter hård hændelse senest næste dag"),
	  { { S("Tovholder"), S("Peter Krag") }, { S("Første skridt"), S("To kolleger fra hvert hold lærer, hvordan samtalen føres") } },
	  S("1. juni 2026"), S("Organisation"), POSTER_WAITING, S("Ikke begyndt") },
	{ S("Ønskevagter lægges seks uger før"),
	  { { S("Tovholder"), S("Nadia Frost") }, { S("Første skridt"), S("Prøves på hold B i juni") } },
	  S("12. juni 2026"), S("Organisation"), POSTER_DROPPED, S("Taget af") },
	{ S("Vi siger tak for det, der lykkes, når vagten slutter"),
	  { { S("Tovholder"), S("Alle, mindet af Tom") }, { S("Første skridt"), S("Tre minutter på tavlen hver fredag") } },
	  S("Fra mandag"), S("Individ"), POSTER_UNDER_WAY, S("I gang") },
};
enum { ITEM_COUNT = sizeof(ITEMS) / sizeof(ITEMS[0]) };

static void write_file(struct ctx *x, const char *dir, const char *name, enum rc rc, struct str bytes)
{
	const char *path = str_fmt(x->arena, "%s/%s", dir, name).p;
	FILE *f = rc == OK ? fopen(path, "wb") : NULL;
	if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0) {
		fprintf(stderr, "%s: %s %s\n", path, rc_name(rc), x->fault.cause ? x->fault.cause : "");
		exit(1);
	}
	printf("%s\t%zu bytes\n", path, bytes.n);
}

static enum rc poster(struct ctx *x, size_t n, enum paper_size size, struct str *ret)
{
	struct poster_item *items = ARENA_ARRAY(x->arena, n, struct poster_item);
	for (size_t i = 0; i < n; i++)
		items[i] = ITEMS[i % ITEM_COUNT];
	struct poster p = {
		.kind = POSTER_ACTIONS, .size = size, .lang = DA,
		.eyebrow = S("Handlingsplan · Station Nord"), .title = S("Et roligere vagtskifte"),
		.intro = S("Det blev vi enige om på værkstedet den 14. april. Spørg tovholderen, hvis du vil være med."),
		.when_label = S("Frist"), .items = items, .nitems = n,
		.url = S("https://samspil.example.dk/plan/17"), .url_caption = S("Scan og se, hvor langt vi er"),
		.version = S("Version 3 · 28. april 2026"), .page_text = S("Side {n} af {m}"),
		.stamp = n == 5 ? S("Udkast") : STR_NULL,
	};
	return poster_pdf(x, &p, ret);
}

/* A model with the longest words of the field: none of them may be cut in two. */
static enum rc model(struct ctx *x, struct str *ret)
{
	static const struct str names[] = { S("Arbejdsmiljørepræsentantuddannelsen"), S("Medarbejderudviklingssamtaler"), S("Sygefraværsstatistikken"),
					    S("Samarbejdsudvalgsmøder"), S("Følg op") };
	struct poster_item items[5] = { 0 };
	for (size_t i = 0; i < 5; i++) {
		items[i].title = names[i];
		items[i].facts[0].value = S("Hvordan har vi det egentlig?\n•  en tur rundt, hvor I ser og spørger og skriver det ned\n•  et møde");
	}
	const struct drawing drawing = { .shape = DRAWING_WHEEL, .lang = DA, .names = names, .n = 5, .middle = S("Hjulet") };
	const struct poster p = { .kind = POSTER_ANCHORING, .lang = DA, .eyebrow = S("Model"),
				  .title = S("Tillidsrepræsentantuddannelsesudvalget"), .items = items, .nitems = 5, .drawing = &drawing };
	return poster_pdf(x, &p, ret);
}

/* Statements to tick, heads that are long for their columns. */
static enum rc questionnaire(struct ctx *x, struct str *ret)
{
	const struct pdf_paper paper = { .lang = DA, .title = S("Spørgeskema") };
	const struct pdf_column cols[] = { { .head = S(""), .weight = 3 }, { .head = S("Overhovedet ikke"), .box = true },
					   { .head = S("Tilfredsstillende"), .box = true }, { .head = S("Fremragende"), .box = true },
					   { .head = S("Ved ikke"), .box = true }, { .head = S("Uoverensstemmende"), .box = true } };
	struct str cells[2 * 6] = { [0] = S("Vi siger godmorgen, når vi møder ind"), [6] = S("Jeg ved, hvad dagen byder på") };
	struct pdf *p = pdf_new(x, &paper);
	pdf_title(p, S("Spørgeskema"));
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = 6, .cells = cells, .nrows = 2, .min_lines = 2 });
	return pdf_finish(p, ret);
}

static enum rc anchoring(struct ctx *x, struct str *ret)
{
	static const struct poster_item items[] = {
		{ S("Ti minutters overlap mellem vagterne"),
		  { { S("Hvem"), S("Alle hold") }, { S("Ansvarlig"), S("Mette Holm") },
		    { S("Tid i hverdagen"), S("Ligger i vagtplanen, også i ferien") }, { S("Sådan"), S("Tavlen gennemgås stående") } },
		  S("Ses efter 1. oktober"), STR_NULL, POSTER_NO_STATUS, STR_NULL },
		{ S("En fast makker til nye"),
		  { { S("Hvem"), S("Den, der har været her over et år") }, { S("Ansvarlig"), S("Jonas Lind") },
		    { S("Tid i hverdagen"), S("En time om ugen de første tre måneder") } },
		  S("Ses efter 1. november"), STR_NULL, POSTER_NO_STATUS, STR_NULL },
		{ S("Vi holder et værksted igen"),
		  { { S("Hvem"), S("Hele stationen") }, { S("Ansvarlig"), S("Karin Thomsen") }, { S("Sådan"), S("Samme metode, en halv dag") } },
		  S("April 2027"), STR_NULL, POSTER_NO_STATUS, STR_NULL },
	};
	struct poster p = {
		.kind = POSTER_ANCHORING, .size = PAPER_A4, .lang = DA,
		.eyebrow = S("Gode vaner · Station Nord"), .title = S("Det bliver vi ved med"),
		.intro = S("Aftalt på det afsluttende personalemøde."), .items = items, .nitems = 3,
		.url = S("https://samspil.example.dk/plan/17"), .url_caption = S("Scan og se aftalerne"),
		.version = S("Version 1 · 12. oktober 2026"),
	};
	return poster_pdf(x, &p, ret);
}

static void meeting_pages(struct pdf *p)
{
	static const struct str steps[] = {
		S("Hjælperne dækker bordene op med papir og tuscher, så hver gruppe kan gå i gang uden at vente."),
		S("Konsulenten fortæller, hvad kritikken bruges til."), S("Alle skriver, ét kort for hver ting."),
	};
	static const struct str boxes[] = { S("Lokale og forplejning"), S("Faktaark 1 hængt op"), S("Vagtplanen er dækket"), S("Din rolle er aftalt med konsulenten, og I har talt om, hvornår du går ind til frokosten") };
	static const bool done[] = { true, true, false, false };
	static const struct pdf_pair pairs[] = { { S("Dato"), S("tirsdag den 14. april 2026 kl. 9.00–16.00") }, { S("Sted"), S("Mødelokale 2, Havnegade 4") }, { S("Inviterer"), S("Karin Thomsen, daglig leder") } };
	static const struct pdf_column cols[] = { { S("Tid"), 1.2, false }, { S("Hvad"), 5, false }, { S("Hvem"), 2.5, false }, { S("Min."), 1, true } };

	pdf_eyebrow(p, S("Faktaark 3 · Værksted"));
	pdf_title(p, S("Dagens program for fremtidsværkstedet på Station Nord"));
	pdf_lead(p, S("I bruger en dag på at sige, hvad der er svært, drømme om, hvordan det kunne være, og vælge det, I kan gøre fra i morgen."));
	pdf_pairs(p, pairs, 3);
	pdf_heading(p, 2, S("Før I begynder"));
	pdf_paragraph(p, S("Konsulenten leder dagen. Den daglige leder er med fra frokosten, så alle kan tale frit om formiddagen. Ingen skriver ned, hvem der sagde hvad."));
	pdf_checklist(p, boxes, done, 4);
	pdf_callout(p, CALLOUT_NOW, S("Husk pausen"), S("Værkstedet holder bedst, hvis I spiser frokost uden for lokalet. Brug tiden til at samle kortene i temaer, og lad dem hænge."));
	pdf_heading(p, 2, S("Sådan går formiddagen"));
	pdf_numbers(p, steps, 3);
	pdf_heading(p, 3, S("Reglerne på væggen"));
	pdf_bullets(p, steps, 3);
	struct str cells[40 * 4];
	for (size_t i = 0; i < 40; i++) {
		cells[i * 4] = S("9.00");
		cells[i * 4 + 1] = i % 7 == 3 ? S("Gennemgang af alle kort, ét ad gangen, så hvert emne får tid og plads, også når vi ikke er enige om det") : S("Velkomst og regler for dagen");
		cells[i * 4 + 2] = S("Konsulenten");
		cells[i * 4 + 3] = i % 3 ? S("15") : S("120");
	}
	pdf_heading(p, 2, S("Programmet i tider"));
	static struct str kept[40 * 4];
	memcpy(kept, cells, sizeof(cells));
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = 4, .cells = kept, .nrows = 40 });
	pdf_callout(p, CALLOUT_WARN, S("Bliver det for svært"), S("Stop, og tal med konsulenten."));
	pdf_field(p, S("Det tager jeg med fra i dag"), 3);
	pdf_qr(p, S("https://samspil.example.dk/p/12345678"), S("Scan, og vær med på telefonen"));
	pdf_note(p, S("Arket er skrevet ud den 10. april 2026 og passer til version 2 af programmet."));
}

static enum rc document(struct ctx *x, enum paper_size size, struct str *ret)
{
	struct pdf_paper about = { .size = size, .lang = DA, .title = S("Dagens program for fremtidsværkstedet"),
				   .footer = S("Version 2 · 10. april 2026"), .page_text = S("Side {n} af {m}") };
	struct pdf *p = pdf_new(x, &about);
	meeting_pages(p);
	return pdf_finish(p, ret);
}

static enum rc deck(struct ctx *x, struct str *ret)
{
	enum { CARDS = 24 };
	struct pdf_paper about = { .size = PAPER_A4, .lang = DA, .title = S("Dialogkort"), .footer = S("Version 1"), .page_text = S("Side {n} af {m}") };
	struct pdf_card *cards = ARENA_ARRAY(x->arena, CARDS, struct pdf_card);
	for (size_t i = 0; i < CARDS; i++)
		cards[i] = (struct pdf_card){ str_fmt(x->arena, "Kort %zu · Samarbejde", i + 1),
			i % 2 ? S("Når vi er uenige") : STR_NULL,
			i % 5 == 4 ? S("Hvornår har du sidst fået hjælp, uden at du bad om den? Hvad gjorde den, der hjalp, og hvad betød det for dig resten af dagen? Hvad skal der til, for at det sker oftere på jeres arbejdsplads?")
				   : S("Hvordan siger I det til hinanden, når noget gik skævt?"),
			S("Tal to og to i fem minutter") };
	struct pdf *p = pdf_new(x, &about);
	pdf_cards(p, cards, CARDS, 2, 4);
	return pdf_finish(p, ret);
}

static enum rc calendar(struct ctx *x, struct str *ret)
{
	struct ics_event e[2] = { { .uid = S("meeting-17@samspil.example.dk"), .date = date_ymd(2026, 4, 14), .start_minutes = 9 * 60, .length_minutes = 420,
		.summary = S("Fremtidsværksted; hold A, stationen på Nordre Havnegade og alle, der har vagt derfra"), .location = S("Mødelokale 2"),
		.description = S("9.00 Velkomst\n12.00 Frokost, lederen kommer til"), .organizer = { S("karin@example.dk"), S("Karin Thomsen") } } };
	e[1] = e[0];
	e[1].uid = S("meeting-18@samspil.example.dk");
	e[1].date = date_ymd(2026, 11, 3);
	return ics_calendar(x, ICS_PUBLISH, S("Et roligere vagtskifte"), e, 2, ret);
}

static struct table hours(void)
{
	static const struct table_column cols[] = { { S("Rolle"), 24 }, { S("Planlagt"), 0 }, { S("Dato"), 12 } };
	static struct cell cells[6];
	cells[0] = CELL_S(S("Daglig leder"));
	cells[1] = CELL_I(32);
	cells[2] = CELL_D(date_ymd(2026, 4, 14));
	cells[3] = CELL_S(S("=1+1"));
	cells[4] = CELL_I(83);
	cells[5] = (struct cell){ .kind = CELL_EMPTY };
	return (struct table){ S("Timer"), cols, 3, cells, 2 };
}

static void write_tables(struct ctx *x, const char *dir)
{
	struct table t = hours();
	struct str s;
	enum rc rc = csv_write(x, &t, &s);
	write_file(x, dir, "hours.csv", rc, s);
	rc = xlsx_write(x, S("Timer i forløbet"), &t, 1, &s);
	write_file(x, dir, "hours.xlsx", rc, s);
	rc = calendar(x, &s);
	write_file(x, dir, "meetings.ics", rc, s);
}

static int compare(const void *a, const void *b)
{
	int64_t d = *(const int64_t *)a - *(const int64_t *)b;
	return d < 0 ? -1 : d > 0;
}

static void time_poster(struct arena *a, size_t n, int repeat)
{
	int64_t us[TIMES_MAX];
	struct ctx x;
	struct str s;
	for (int i = 0; i < repeat; i++) {
		arena_reset(a);
		ctx_init(&x, a);
		int64_t from = clock_mono_us();
		if (poster(&x, n, PAPER_A3, &s) != OK)
			exit(1);
		us[i] = clock_mono_us() - from;
	}
	qsort(us, (size_t)repeat, sizeof(us[0]), compare);
	printf("poster of %zu: median %.1f ms, slowest %.1f ms of %d\n", n, (double)us[repeat / 2] / 1000, (double)us[repeat - 1] / 1000, repeat);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "render_samples DIR [repeat]\n");
		return 2;
	}
	int64_t repeat = 0;
	if (argc > 2 && !str_to_int(str_of(argv[2]), 1, TIMES_MAX, &repeat))
		return 2;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	struct str s;
	ctx_init(&x, a);
	if (render_check(&x) != OK)
		fprintf(stderr, "%s\n", x.fault.cause);

	int64_t from = clock_mono_us();
	enum rc rc = poster(&x, 6, PAPER_A4, &s);
	printf("first poster, fonts included: %.1f ms\n", (double)(clock_mono_us() - from) / 1000);
	write_file(&x, argv[1], "poster_6.pdf", rc, s);
	static const size_t counts[] = { 0, 3, 5, 8, 12, 20, 40 };
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		rc = poster(&x, counts[i], counts[i] == 20 ? PAPER_A3 : PAPER_A4, &s);
		write_file(&x, argv[1], str_fmt(a, "poster_%zu.pdf", counts[i]).p, rc, s);
	}
	rc = anchoring(&x, &s);
	write_file(&x, argv[1], "anchoring.pdf", rc, s);
	rc = model(&x, &s);
	write_file(&x, argv[1], "model.pdf", rc, s);
	rc = questionnaire(&x, &s);
	write_file(&x, argv[1], "questionnaire.pdf", rc, s);
	rc = document(&x, PAPER_A4, &s);
	write_file(&x, argv[1], "document.pdf", rc, s);
	rc = document(&x, PAPER_A3, &s);
	write_file(&x, argv[1], "document_a3.pdf", rc, s);
	from = clock_mono_us();
	rc = deck(&x, &s);
	printf("deck of 24: %.1f ms\n", (double)(clock_mono_us() - from) / 1000);
	write_file(&x, argv[1], "deck.pdf", rc, s);
	rc = qr_svg(&x, S("https://samspil.example.dk/p/12345678"), S("Vær med på <telefonen>"), &s);
	write_file(&x, argv[1], "code.svg", rc, s);
	write_tables(&x, argv[1]);
	if (repeat) {
		time_poster(a, 6, (int)repeat);
		time_poster(a, 20, (int)repeat);
	}
	arena_free(a);
	return 0;
}
