//! Which places frameworks look at, as data.

use super::side::Sides;

/// How deep a place goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The folder itself.
    Flat,
    /// And all below it.
    Deep,
}
use Depth::{Deep, Flat};

/// A folder below a root (or below its `src`), what modules in it are called (any name where the list is
/// empty), and where they run.
pub(super) type Place = (Depth, &'static str, &'static [&'static str], Sides);

const SERVER: Sides = Sides::SERVER;
const BROWSER: Sides = Sides::BROWSER;
const EDGE: Sides = Sides::EDGE;
const LIBRARY: Sides = Sides::LIBRARY;
const TOOLING: Sides = Sides::TOOLING;
/// A page that a server renders first and a browser then takes over.
const PAGE: Sides = Sides::SHARED;

/// A framework: packages whose presence tells it (a `/` at the end: any of that scope), the beginning of its
/// configuration's name, and its places.
pub(super) struct Framework {
    pub(super) packages: &'static [&'static str],
    pub(super) configuration: &'static str,
    pub(super) places: &'static [Place],
}

/// What is looked at whatever the framework: what is called first, what a server hands out as it is, what
/// platforms start by its folder.
pub(super) const ANY: [Place; 9] = [
    (Flat, "", &["index", "main", "cli", "mod"], LIBRARY),
    (Flat, "", &["server"], SERVER),
    (Flat, "", &["worker", "_worker"], EDGE),
    (Flat, "", &["service-worker", "sw"], Sides::WORKER),
    (Deep, "public", &[], BROWSER),
    (Deep, "static", &[], BROWSER),
    (Deep, "netlify/functions", &[], SERVER),
    (Deep, "netlify/edge-functions", &[], EDGE),
    (Deep, "evals", &[], TOOLING),
];

/// Every framework, and plugins that load modules by their place.
pub(super) const FRAMEWORKS: [Framework; 27] = [
    Framework {
        packages: &["next"],
        configuration: "next.config",
        places: &[
            (Deep, "app", &NEXT, SERVER),
            (Deep, "pages/api", &[], SERVER),
            (Deep, "pages", &[], PAGE),
            (Flat, "", &["middleware", "proxy"], EDGE),
            (Flat, "", &["instrumentation", "mdx-components"], SERVER),
            (Flat, "", &["instrumentation-client", "sentry.client.config"], BROWSER),
        ],
    },
    Framework {
        packages: &["@remix-run/", "@react-router/", "@shopify/hydrogen"],
        configuration: "react-router.config",
        places: &[
            (Flat, "app", &["entry.client", "client"], BROWSER),
            (Flat, "app", &["entry.server", "server"], SERVER),
            (Flat, "app", &["root", "routes"], PAGE),
            (Deep, "app/routes", &[], PAGE),
            (Deep, "routes", &[], PAGE),
            (Flat, "", &["entry.client", "root", "routes"], PAGE),
        ],
    },
    Framework {
        packages: &[
            "@tanstack/react-start",
            "@tanstack/solid-start",
            "@tanstack/start",
            "@tanstack/router-plugin",
            "@tanstack/router-vite-plugin",
        ],
        configuration: "tsr.config",
        places: &[
            (Deep, "routes", &[], PAGE),
            (Deep, "app/routes", &[], PAGE),
            (Flat, "", &["router", "client", "ssr", "start"], PAGE),
            (Flat, "app", &["router", "client", "ssr", "start"], PAGE),
        ],
    },
    Framework {
        packages: &["@sveltejs/kit"],
        configuration: "svelte.config",
        places: &[
            (Deep, "routes", &["+server", "+page.server", "+layout.server"], SERVER),
            (Deep, "routes", &["+page", "+layout", "+error"], PAGE),
            (Flat, "", &["hooks.server", "instrumentation.server"], SERVER),
            (Flat, "", &["hooks", "hooks.client"], PAGE),
            (Deep, "service-worker", &[], Sides::WORKER),
            (Deep, "params", &[], PAGE),
            (Flat, "lib", &["index"], LIBRARY),
        ],
    },
    Framework {
        packages: &["nuxt", "nuxt3", "nuxt-edge"],
        configuration: "nuxt.config",
        places: &[
            (Deep, "server", &[], SERVER),
            (Flat, "", &["app", "error", "app.config", "router.options"], PAGE),
            (Flat, "app", &["app", "error", "app.config", "router.options"], PAGE),
            (Deep, "app/components", &[], PAGE),
            (Deep, "app/composables", &[], PAGE),
            (Deep, "app/layouts", &[], PAGE),
            (Deep, "app/middleware", &[], PAGE),
            (Deep, "app/pages", &[], PAGE),
            (Deep, "app/plugins", &[], PAGE),
            (Deep, "app/stores", &[], PAGE),
            (Deep, "app/utils", &[], PAGE),
            (Deep, "components", &[], PAGE),
            (Deep, "composables", &[], PAGE),
            (Deep, "layouts", &[], PAGE),
            (Deep, "middleware", &[], PAGE),
            (Deep, "modules", &[], TOOLING),
            (Deep, "pages", &[], PAGE),
            (Deep, "plugins", &[], PAGE),
            (Deep, "runtime", &[], PAGE),
            (Deep, "shared", &[], PAGE),
            (Deep, "store", &[], PAGE),
            (Deep, "stores", &[], PAGE),
            (Deep, "utils", &[], PAGE),
        ],
    },
    Framework {
        packages: &["astro"],
        configuration: "astro.config",
        places: &[
            (Deep, "pages", &[], SERVER),
            (Flat, "", &["middleware", "content.config", "live.config", "actions"], SERVER),
            (Flat, "content", &["config"], SERVER),
            (Flat, "actions", &["index"], SERVER),
            (Flat, "middleware", &["index"], SERVER),
        ],
    },
    Framework {
        packages: &["expo", "react-native"],
        configuration: "metro.config",
        places: &[
            (Deep, "app", &[], BROWSER),
            (Flat, "", &["App"], BROWSER),
            (Flat, "app", &["App"], BROWSER),
        ],
    },
    Framework {
        packages: &["gatsby"],
        configuration: "gatsby-config",
        places: &[
            (Deep, "pages", &[], PAGE),
            (Deep, "templates", &[], PAGE),
            (Deep, "api", &[], SERVER),
            (Flat, "", &["gatsby-browser"], BROWSER),
            (Flat, "", &["gatsby-config", "gatsby-node", "gatsby-ssr"], SERVER),
        ],
    },
    Framework {
        packages: &["@docusaurus/core"],
        configuration: "docusaurus.config",
        places: &[(Deep, "pages", &[], PAGE), (Deep, "theme", &[], PAGE), (Flat, "", &["sidebars"], TOOLING)],
    },
    Framework {
        packages: &["@solidjs/start", "solid-start"],
        configuration: "app.config",
        places: &[
            (Deep, "routes", &[], PAGE),
            (Flat, "", &["app", "entry-client", "entry-server", "root"], PAGE),
        ],
    },
    Framework {
        packages: &["@builder.io/qwik-city", "@qwik.dev/router"],
        configuration: "qwik.config",
        places: &[
            (Deep, "routes", &[], PAGE),
            (Flat, "", &["root", "entry.dev", "entry.preview", "entry.ssr"], PAGE),
        ],
    },
    Framework {
        packages: &["@analogjs/platform"],
        configuration: "analog.config",
        places: &[(Deep, "app/pages", &[], PAGE), (Deep, "server", &[], SERVER)],
    },
    Framework {
        packages: &["@angular/core"],
        configuration: "angular.config",
        places: &[(Flat, "", &["polyfills", "main.server"], PAGE), (Deep, "environments", &[], PAGE)],
    },
    Framework {
        packages: &["vike", "vite-plugin-ssr"],
        configuration: "vike.config",
        places: &[(Deep, "pages", &[], PAGE), (Deep, "renderer", &[], PAGE)],
    },
    Framework {
        packages: &["wxt", "plasmo"],
        configuration: "wxt.config",
        places: &[
            (Deep, "entrypoints", &[], BROWSER),
            (Deep, "background", &[], BROWSER),
            (Deep, "contents", &[], BROWSER),
            (Deep, "tabs", &[], BROWSER),
            (Flat, "", &["popup", "options", "newtab", "sidepanel", "content", "background"], BROWSER),
        ],
    },
    Framework {
        packages: &["electron"],
        configuration: "electron.vite.config",
        places: &[
            (Flat, "electron", &["main", "preload", "index"], SERVER),
            (Flat, "main", &["index", "main"], SERVER),
            (Flat, "preload", &["index", "preload"], SERVER),
            (Flat, "", &["preload"], SERVER),
        ],
    },
    Framework {
        packages: &["convex"],
        configuration: "convex.config",
        places: &[(Deep, "convex", &[], SERVER)],
    },
    Framework {
        packages: &["@trigger.dev/sdk"],
        configuration: "trigger.config",
        places: &[(Deep, "trigger", &[], SERVER), (Deep, "tasks", &[], SERVER), (Deep, "jobs", &[], SERVER)],
    },
    Framework {
        packages: &["@medusajs/medusa", "@medusajs/framework"],
        configuration: "medusa-config",
        places: &[
            (Deep, "admin", &[], BROWSER),
            (Deep, "api", &[], SERVER),
            (Deep, "jobs", &[], SERVER),
            (Deep, "links", &[], SERVER),
            (Deep, "loaders", &[], SERVER),
            (Deep, "modules", &[], SERVER),
            (Deep, "strategies", &[], SERVER),
            (Deep, "subscribers", &[], SERVER),
            (Deep, "workflows", &[], SERVER),
            (Flat, "", &["instrumentation"], SERVER),
        ],
    },
    Framework {
        packages: &["@strapi/strapi"],
        configuration: "strapi.config",
        places: &[(Deep, "admin", &[], BROWSER), (Deep, "api", &[], SERVER), (Deep, "config", &[], SERVER)],
    },
    Framework {
        packages: &["@adonisjs/core"],
        configuration: "adonisrc",
        places: &[
            (Deep, "app", &[], SERVER),
            (Deep, "commands", &[], SERVER),
            (Deep, "config", &[], SERVER),
            (Deep, "database", &[], SERVER),
            (Deep, "providers", &[], SERVER),
            (Deep, "start", &[], SERVER),
        ],
    },
    Framework {
        packages: &["ember-source"],
        configuration: "ember-cli-build",
        places: &[(Deep, "app", &[], BROWSER)],
    },
    Framework {
        packages: &["umi", "@umijs/max"],
        configuration: ".umirc",
        places: &[
            (Deep, "layouts", &[], BROWSER),
            (Deep, "models", &[], BROWSER),
            (Deep, "pages", &[], BROWSER),
            (Flat, "", &["app", "access", "loading"], BROWSER),
        ],
    },
    Framework {
        packages: &["quasar"],
        configuration: "quasar.config",
        places: &[
            (Deep, "boot", &[], BROWSER),
            (Deep, "router", &[], BROWSER),
            (Deep, "stores", &[], BROWSER),
            (Flat, "", &["App"], BROWSER),
        ],
    },
    Framework {
        packages: &["unplugin-vue-components"],
        configuration: "vue-components.config",
        places: &[(Deep, "components", &[], BROWSER)],
    },
    Framework {
        packages: &[
            "unplugin-auto-import",
            "unplugin-vue-router",
            "vite-plugin-pages",
            "vite-plugin-vue-layouts",
            "vite-plugin-vue-layouts-next",
        ],
        configuration: "typed-router.config",
        places: &[
            (Deep, "composables", &[], BROWSER),
            (Deep, "layouts", &[], BROWSER),
            (Deep, "pages", &[], BROWSER),
            (Deep, "stores", &[], BROWSER),
        ],
    },
    Framework {
        packages: &["wrangler", "@cloudflare/workers-types"],
        configuration: "wrangler",
        places: &[(Deep, "functions", &[], EDGE)],
    },
];

/// What Next looks for below `app`.
const NEXT: [&str; 20] = [
    "apple-icon",
    "default",
    "error",
    "favicon",
    "forbidden",
    "global-error",
    "global-not-found",
    "icon",
    "layout",
    "loading",
    "manifest",
    "not-found",
    "opengraph-image",
    "page",
    "robots",
    "route",
    "sitemap",
    "template",
    "twitter-image",
    "unauthorized",
];
