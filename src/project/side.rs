//! Where a script runs, as far as its path tells.

use crate::source::RelPath;

/// Whether a script runs on a server: edge functions, API routes, server folders.
pub fn is_server_side(path: &RelPath) -> bool {
    let text = path.as_str();
    let stem = path.stem();
    // A test or a client may sit in a folder of that name; their role or suffix tells.
    if stem.ends_with(".client") {
        return false;
    }
    stem.ends_with(".server")
        || matches!(stem, "+server" | "+page.server" | "+layout.server" | "hooks.server")
        || text.contains("supabase/functions/")
        || text.contains("netlify/functions/")
        || path
            .folders()
            .any(|folder| matches!(folder, "server" | "api" | "backend" | "_backend" | "edge-functions"))
            && !is_client_folder(path)
        || (stem == "route" && path.folders().any(|folder| folder == "app"))
}

/// `src/api` of a browser application holds its client, not a server; an `api` folder at the root, in
/// `pages` or in `app` holds routes.
fn is_client_folder(path: &RelPath) -> bool {
    let folders: Vec<&str> = path.folders().collect();
    let Some(at) = folders
        .iter()
        .position(|folder| matches!(*folder, "server" | "api" | "backend" | "_backend" | "edge-functions"))
    else {
        return true;
    };
    folders[at] == "api"
        && at > 0
        && !matches!(folders[at - 1], "app" | "pages" | "routes" | "apps" | "packages" | "server")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_the_side() {
        for (path, expected) in [
            ("supabase/functions/send/index.ts", true),
            ("app/api/orders/route.ts", true),
            ("src/app/orders/route.ts", true),
            ("pages/api/orders.ts", true),
            ("api/orders.ts", true),
            ("src/server/orders.ts", true),
            ("app/routes/orders.server.ts", true),
            ("src/routes/orders/+server.ts", true),
            ("src/api/orders.ts", false),
            ("src/components/orders.tsx", false),
            ("src/hooks/useServer.ts", false),
        ] {
            assert_eq!(is_server_side(&RelPath::new(path)), expected, "{path}");
        }
    }
}
