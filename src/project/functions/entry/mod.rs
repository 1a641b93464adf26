//! Every place at which a server is entered: edge functions, routes made from files and by calls, what pages load
//! and submit, server actions, middleware.

mod code;
mod file;

use super::Route;
use crate::finding::{Location, Subject};
use crate::project::Project;
use crate::source::{RelPath, Role};

/// A place at which a server is entered from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    /// What people call it: `send-mail`, `GET /api/orders/:`, the name of an action.
    pub name: Box<str>,
    /// What it is.
    pub kind: EntryKind,
    /// Where it is declared: its function, the call that makes the route, or the file as a whole.
    pub at: Location,
    /// The file whose code runs first.
    pub code: RelPath,
    /// What it answers, where a path leads to it.
    pub route: Option<Route>,
}

/// What kind of entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// An edge function of Supabase's.
    EdgeFunction,
    /// A route, by its place or by a call.
    Route,
    /// What a server runs for a page: a loader, or what its forms are sent to.
    Page,
    /// A function that browsers call by its name: `'use server'`.
    Action,
    /// What runs before the routes.
    Middleware,
}

impl EntryKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::EdgeFunction => "edge function",
            Self::Route => "route",
            Self::Page => "page's server code",
            Self::Action => "server action",
            Self::Middleware => "middleware",
        }
    }
}

impl From<&EntryPoint> for Subject {
    fn from(entry: &EntryPoint) -> Self {
        Self::new(&*entry.name, entry.at.clone())
    }
}

impl EntryPoint {
    /// Every one of production code, by place.
    pub fn all(project: &Project) -> Vec<Self> {
        let supabase = project.functions().projects.iter().flat_map(|supabase| &supabase.functions);
        let edge = supabase.filter(|function| !function.is_shared_code()).map(|function| Self {
            name: function.name.clone(),
            kind: EntryKind::EdgeFunction,
            at: Location::file(&function.entry),
            code: function.entry.clone(),
            route: None,
        });
        let is_served =
            |path: &RelPath| project.file(path.as_str()).is_some_and(|file| file.role == Role::Production);
        let mut all: Vec<Self> = edge.filter(|entry| is_served(&entry.code)).collect();
        all.extend(file::entries(project));
        all.extend(code::entries(project));
        all.sort_by(|a, b| (&a.at, &a.name).cmp(&(&b.at, &b.name)));
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::facts::extract;
    use crate::project::{Settings, TreeFacts};
    use crate::source::Sources;

    /// `kind name` of each entry, sorted.
    fn entries(files: &[(&str, &str)]) -> Vec<String> {
        let sources = Sources::in_memory(files.iter().copied());
        let mut tree = TreeFacts { paths: sources.paths().collect(), ..TreeFacts::default() };
        tree.paths.sort();
        let facts = sources.files.iter().flat_map(extract).map(Arc::new).collect();
        let project = Project::assemble(facts, Arc::new(tree), Arc::new(Settings::default()));
        let entries = EntryPoint::all(&project);
        let mut shown: Vec<_> =
            entries.iter().map(|entry| format!("{}: {}", entry.kind.name(), entry.name)).collect();
        shown.sort();
        shown
    }

    #[test]
    fn files_are_entries_by_their_place_and_what_they_export() {
        let files = [
            ("package.json", r#"{ "dependencies": { "next": "15", "@remix-run/node": "2" } }"#),
            ("app/api/orders/[id]/route.ts", "export async function GET() {} export const POST = () => {};"),
            ("pages/api/mail.ts", "export default function handler() {}"),
            ("middleware.ts", "export function middleware() {}"),
            ("app/actions.ts", "'use server'; export async function save() {} function inner() {}"),
            (
                "app/page.tsx",
                "export default function Page() { async function send() { 'use server'; } return send; }",
            ),
            ("app/routes/notes.tsx", "export const loader = () => null; export default function Notes() {}"),
            ("supabase/functions/tick/index.ts", "Deno.serve(() => new Response());"),
        ];
        let expected = [
            "edge function: tick",
            "middleware: middleware middleware.ts",
            "page's server code: loader app/routes/notes.tsx",
            "route: /api/mail",
            "route: GET /api/orders/:",
            "route: POST /api/orders/:",
            "server action: save",
            "server action: send",
        ];
        assert_eq!(entries(&files), expected);
    }

    #[test]
    fn calls_are_entries_under_the_paths_of_their_routers() {
        let files = [
            (
                "src/app.ts",
                "import express from 'express'; import orders from './orders'; import { health } from './health'; const app = express(); app.use('/api', orders); app.get('/health', health); app.get('env'); client.get('/none', run);",
            ),
            ("src/health.ts", "export function health() {}"),
            (
                "src/orders.ts",
                "import { Router } from 'express'; import { items } from './items'; const router = Router(); router.route('/orders/:id').get(show).delete(auth, (req, res) => {}); router.use('/items', items); export default router;",
            ),
            (
                "src/items.ts",
                "import { Router } from 'express'; export const items = Router(); items.post('/', (req, res) => {});",
            ),
            (
                "edge/index.ts",
                "import { Hono } from 'hono'; const app = new Hono().basePath('/v1'); app.get('/notes', list).post('/notes', add); export default app;",
            ),
            (
                "fast/plugin.ts",
                "import type { FastifyInstance } from 'fastify'; export async function plugin(fastify: FastifyInstance) { fastify.get('/status', async () => 1); }",
            ),
            (
                "all/routes.ts",
                "import { Router } from 'express'; import notes from './notes'; const api = Router().use(notes); export default Router().use('/all', api);",
            ),
            (
                "all/notes.ts",
                "import { Router } from 'express'; const router = Router(); router.get('/notes', list); export default router;",
            ),
            (
                "all/main.ts",
                "import express from 'express'; import routes from './routes'; const app = express(); app.use(routes);",
            ),
            (
                "fast/main.ts",
                "import Fastify from 'fastify'; import { plugin } from './plugin'; const server = Fastify(); server.register(plugin, { prefix: '/in' });",
            ),
        ];
        let expected = [
            "route: DELETE /api/orders/:",
            "route: GET /all/notes",
            "route: GET /api/orders/:",
            "route: GET /health",
            "route: GET /in/status",
            "route: GET /v1/notes",
            "route: POST /api/items",
            "route: POST /v1/notes",
        ];
        assert_eq!(entries(&files), expected);
    }
}
