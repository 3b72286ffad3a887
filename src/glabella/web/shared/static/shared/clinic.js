// Starts what every signed-in screen has; each part works on marked elements alone.
// @ts-check
import "./menu.js";
import "./search.js";
import "./keys.js";
import "./confirm.js";
import "./autosave.js";
import "./idle.js";
