/* config.c -- one table of settings. Knows nothing of what they are for. */
#include "core/buf.h"
#include "app/config.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { TEXT, NUMBER, YES_NO };

static const struct setting {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *otherwise;
	const char *doc;
} settings[] = {
	{ "bind", TEXT, offsetof(struct config, bind), "127.0.0.1", "address to listen on; a proxy in front keeps it on the loopback" },
	{ "port", NUMBER, offsetof(struct config, port), "8080", "port to listen on; 0 takes any free one and prints it" },
	{ "store", TEXT, offsetof(struct config, store), "sqlite:samspil.db", "where facts are kept: sqlite:PATH or postgresql://USER@HOST/NAME" },
	{ "base-url", TEXT, offsetof(struct config, base_url), "", "the address people use, such as https://samspil.example.dk; needed for links in mail and QR codes unless people use localhost" },
	{ "smtp-url", TEXT, offsetof(struct config, smtp_url), "", "smtp://HOST:25 or smtps://HOST:465; without it mail waits in the queue" },
	{ "smtp-user", TEXT, offsetof(struct config, smtp_user), "", "user name at the mail server" },
	{ "smtp-password", TEXT, offsetof(struct config, smtp_password), "", "password at the mail server; better in the file than on the command line" },
	{ "smtp-tls", YES_NO, offsetof(struct config, smtp_tls), "no", "refuse to send without TLS" },
	{ "mail-from", TEXT, offsetof(struct config, mail_from), "Samspil <samspil@localhost>", "sender of the mail" },
	{ "behind-proxy", YES_NO, offsetof(struct config, behind_proxy), "no", "believe X-Forwarded-For and X-Forwarded-Proto of a proxy on this machine" },
	{ "content", TEXT, offsetof(struct config, content), "", "directory of methods that replace or add to the built-in ones" },
	{ "loops", NUMBER, offsetof(struct config, loops), "0", "event loops; 0 means one per core, at most 4" },
	{ "log", TEXT, offsetof(struct config, log), "info", "error, warn, info or debug" },
	{ "shift-days", NUMBER, offsetof(struct config, shift_days), "0", "moves the clock by whole days; for demonstrations and tests" },
	{ "shift-seconds", NUMBER, offsetof(struct config, shift_seconds), "0", "and by seconds, at most a day; a midnight can be lived through" },
	{ "strict-templates", YES_NO, offsetof(struct config, strict_templates), "no", "an unknown name in a template is an error; for tests" },
};
enum { NSETTINGS = sizeof settings / sizeof *settings };

enum { FILE_BYTES_MAX = 64 << 10 };	/* a settings file is a page of text */

static enum rc assign(struct ctx *x, struct config *c, const struct setting *s, struct str value)
{
	void *at = (char *)c + s->offset;
	switch (s->kind) {
	case TEXT:
		*(struct str *)at = str_dup(x->arena, value);
		return OK;
	case NUMBER:
		if (!str_to_int(value, -100000, 100000, at))
			return fail_str(x, INVALID, s->name, "app.setting_not_number", "value", value);
		return OK;
	case YES_NO:
		if (!str_eqz(value, "yes") && !str_eqz(value, "no"))
			return fail_str(x, INVALID, s->name, "app.setting_not_yes_no", "value", value);
		*(bool *)at = str_eqz(value, "yes");
		return OK;
	}
	return OK;
}

static const struct setting *find(struct str name)
{
	for (size_t i = 0; i < NSETTINGS; i++)
		if (str_eqz(name, settings[i].name))
			return &settings[i];
	return NULL;
}

static enum rc assign_named(struct ctx *x, struct config *c, struct str name, struct str value)
{
	const struct setting *s = find(name);
	if (!s)
		return fail(x, INVALID, str_z(x->arena, name), "app.setting_unknown");
	return assign(x, c, s, value);
}

static enum rc read_file(struct ctx *x, struct config *c, const char *path)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return fail_str(x, INVALID, "config", "app.config_unreadable", "path", str_of(path));
	char *bytes = arena_alloc(x->arena, FILE_BYTES_MAX);
	struct str rest = { bytes, fread(bytes, 1, FILE_BYTES_MAX, f) };
	fclose(f);
	struct str line;
	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		size_t eq = str_find(line, '=');
		TRY(assign_named(x, c, str_trim(str_sub(line, 0, eq)), str_trim(str_sub(line, eq + 1, line.n))));
	}
	return OK;
}

static enum rc read_environment(struct ctx *x, struct config *c)
{
	for (size_t i = 0; i < NSETTINGS; i++) {
		char name[64];
		int n = snprintf(name, sizeof name, "SAMSPIL_%s", settings[i].name);
		for (int k = 0; k < n; k++)
			name[k] = name[k] == '-' ? '_' : (char)toupper((unsigned char)name[k]);
		const char *value = getenv(name);
		if (value)
			TRY(assign(x, c, &settings[i], str_of(value)));
	}
	return OK;
}

/* "--name=value" or "--name value" at argv[*i]. */
static enum rc take_option(struct ctx *x, struct config *c, int argc, char **argv, int *i)
{
	struct str arg = str_of(argv[*i] + 2);
	size_t eq = str_find(arg, '=');
	if (eq < arg.n)
		return assign_named(x, c, str_sub(arg, 0, eq), str_sub(arg, eq + 1, arg.n));
	if (*i + 1 >= argc)
		return fail(x, INVALID, arg.p, "app.setting_without_value");
	(*i)++;
	return assign_named(x, c, arg, str_of(argv[*i]));
}

static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] == '-' && find(str_sub(str_of(arg + 2), 0, str_find(str_of(arg + 2), '='))) != NULL;
}

enum rc config_read(struct ctx *x, int *argc, char **argv, struct config *ret)
{
	*ret = (struct config){ 0 };
	for (size_t i = 0; i < NSETTINGS; i++)
		TRY(assign(x, ret, &settings[i], str_of(settings[i].otherwise)));
	const char *file = getenv("SAMSPIL_CONFIG");
	for (int i = 1; i + 1 < *argc; i++)
		if (strcmp(argv[i], "--config") == 0)
			file = argv[i + 1];
	if (file)
		TRY(read_file(x, ret, file));
	TRY(read_environment(x, ret));
	int kept = 1;
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--config") == 0 && i + 1 < *argc)
			i++;
		else if (is_option(argv[i]))
			TRY(take_option(x, ret, *argc, argv, &i));
		else
			argv[kept++] = argv[i];
	}
	*argc = kept;
	argv[kept] = NULL;
	return OK;
}

void config_help(struct buf *b)
{
	for (size_t i = 0; i < NSETTINGS; i++)
		buf_fmt(b, "  --%-18s %s%s%s%s\n", settings[i].name, settings[i].doc,
			settings[i].otherwise[0] ? " (default " : "", settings[i].otherwise,
			settings[i].otherwise[0] ? ")" : "");
}
