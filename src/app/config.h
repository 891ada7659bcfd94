/* config.h -- the settings. One table feeds the parser, --help and the manual;
 * none is needed to start.
 *
 * Order, later wins: built-in default, the file named by SAMSPIL_CONFIG or
 * --config (name = value lines), the environment (SAMSPIL_PORT ...), the
 * command line (--port=...). Memory: the ctx's arena; read once, at start. */
#pragma once
#include "core/buf.h"
#include "core/ctx.h"

struct config {
	struct str bind;
	int64_t port;
	struct str store;		/* "sqlite:PATH" or "postgresql://..." */
	struct str base_url;
	struct str smtp_url, smtp_user, smtp_password, mail_from;
	bool smtp_tls;
	bool behind_proxy;
	struct str content;		/* directory laid over the built-in methods; "" none */
	int64_t loops;
	struct str log;			/* error, warn, info, debug */
	int64_t shift_days;		/* moves the clock, for demonstrations and tests */
	int64_t shift_seconds;
	bool strict_templates;		/* unknown names in templates are errors (tests) */
};

/* Reads all sources; takes the settings out of argv and leaves the other
 * arguments (the command and its operands) in place, *argc shortened. INVALID
 * with the setting's name as field for a malformed value or an unknown setting. */
must_use enum rc config_read(struct ctx *x, int *argc, char **argv, struct config *ret);

/* "name = value" reference of every setting, for --help and docs/operating.md. */
void config_help(struct buf *b);
