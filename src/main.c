/* main.c -- the door of the program. */
#include "app/app.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/random.h"

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	static struct app app;	/* background threads refer to it until they are joined */
	if (!arena)
		return 1;
	random_init();
	ctx_init(&x, arena);
	int status = 2;
	if (config_read(&x, &argc, argv, &app.config) == OK) {
		static const char *const levels[] = { "error", "warn", "info", "debug" };
		for (int i = 0; i < 4; i++)
			if (str_eqz(app.config.log, levels[i]))
				log_set_level((enum log_level)i);
		clock_shift(app.config.shift_days * 86400 + app.config.shift_seconds);
		ctx_init(&x, arena);
		status = command_run(&x, &app, argc, argv);
	} else {
		command_setting_fault(&x);
	}
	arena_free(arena);
	return status;
}
