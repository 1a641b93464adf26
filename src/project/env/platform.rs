//! Variables that nobody has to set: the system, the platform or the tool that runs the program does.

use crate::facts::environment::EnvironmentHost;
use crate::project::Project;
use crate::source::RelPath;

/// What bundlers put in by themselves.
const OF_BUNDLERS: [&str; 7] = ["BASE_URL", "DEV", "LEGACY", "MODE", "PROD", "SSR", "url"];
/// What systems, runtimes and platforms supply, sorted.
const SUPPLIED: [&str; 82] = [
    "APPDATA",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_REGION",
    "CI",
    "COLORTERM",
    "COLUMNS",
    "COMPUTERNAME",
    "CONTEXT",
    "DENO_DEPLOYMENT_ID",
    "DENO_DIR",
    "DENO_REGION",
    "DEPLOY_PRIME_URL",
    "DEPLOY_URL",
    "DISPLAY",
    "DYNO",
    "EDITOR",
    "FORCE_COLOR",
    "FUNCTION_NAME",
    "FUNCTION_TARGET",
    "GAE_ENV",
    "GAE_SERVICE",
    "GAE_VERSION",
    "GCLOUD_PROJECT",
    "GITHUB_ACTION",
    "GITHUB_ACTIONS",
    "GITHUB_ACTOR",
    "GITHUB_API_URL",
    "GITHUB_BASE_REF",
    "GITHUB_ENV",
    "GITHUB_EVENT_NAME",
    "GITHUB_EVENT_PATH",
    "GITHUB_HEAD_REF",
    "GITHUB_JOB",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_REF",
    "GITHUB_REF_NAME",
    "GITHUB_REF_TYPE",
    "GITHUB_REPOSITORY",
    "GITHUB_REPOSITORY_OWNER",
    "GITHUB_RUN_ATTEMPT",
    "GITHUB_RUN_ID",
    "GITHUB_RUN_NUMBER",
    "GITHUB_SERVER_URL",
    "GITHUB_SHA",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKFLOW",
    "GITHUB_WORKSPACE",
    "GITLAB_CI",
    "HOME",
    "HOMEPATH",
    "HOSTNAME",
    "HOST_TARGET",
    "JEST_WORKER_ID",
    "K_REVISION",
    "K_SERVICE",
    "LANG",
    "LC_ALL",
    "LOCALAPPDATA",
    "LOGNAME",
    "NO_COLOR",
    "NUM_JOBS",
    "OPT_LEVEL",
    "OUT_DIR",
    "PAGER",
    "PATH",
    "PORT",
    "PROFILE",
    "PROGRAMFILES",
    "PWD",
    "SB_EXECUTION_ID",
    "SB_REGION",
    "SHELL",
    "TARGET",
    "TEMP",
    "TERM",
    "TMP",
    "TMPDIR",
    "TZ",
    "WEBSITE_INSTANCE_ID",
    "WEBSITE_SITE_NAME",
];
/// How the names begin that a platform or tool keeps for itself.
const PREFIXES: [&str; 32] = [
    "ACTIONS_",
    "AWS_LAMBDA_",
    "CARGO",
    "CF_PAGES",
    "CI_",
    "CODESPACE",
    "ELECTRON_",
    "FLY_",
    "GITPOD_",
    "HEROKU_",
    "INIT_CWD",
    "KUBERNETES_",
    "NETLIFY",
    "NEXT_PUBLIC_VERCEL_",
    "NEXT_RUNTIME",
    "NEXT_PHASE",
    "NODE_",
    "PLAYWRIGHT_",
    "RAILWAY_",
    "RENDER_",
    "RUNNER_",
    "RUSTC",
    "RUSTDOC",
    "RUST_",
    "SSH_",
    "TAURI_",
    "USER",
    "VERCEL",
    "VITEST",
    "VITE_VERCEL_",
    "XDG_",
    "npm_",
];
/// What Supabase gives its edge functions.
const OF_EDGE_FUNCTIONS: [&str; 8] = [
    "SUPABASE_ANON_KEY",
    "SUPABASE_DB_URL",
    "SUPABASE_INTERNAL_HOST_PORT",
    "SUPABASE_JWKS",
    "SUPABASE_PUBLISHABLE_KEYS",
    "SUPABASE_SECRET_KEYS",
    "SUPABASE_SERVICE_ROLE_KEY",
    "SUPABASE_URL",
];

/// Whether something sets a variable that the file at `path` reads, without anybody's doing.
pub(super) fn supplies(project: &Project, path: &RelPath, name: &str, host: EnvironmentHost) -> bool {
    (host == EnvironmentHost::Bundler && is_of_bundler(name))
        || is_supplied(name)
        || (OF_EDGE_FUNCTIONS.contains(&name) && is_edge_function(project, path))
}

/// Whether a bundler puts the variable in by itself.
pub(super) fn is_of_bundler(name: &str) -> bool {
    OF_BUNDLERS.contains(&name)
}

/// Whether the system, the platform or the tool that runs a program sets the variable.
pub(super) fn is_supplied(name: &str) -> bool {
    SUPPLIED.binary_search(&name).is_ok() || is_reserved(name)
}

/// Whether a platform keeps names of that beginning for itself. What a person has to get there is none of them.
fn is_reserved(name: &str) -> bool {
    let is_given = |tail: &str| name.ends_with(tail) && name != "VERCEL_OIDC_TOKEN";
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !["_KEY", "_PASSWORD", "_SECRET", "_TOKEN"].iter().any(|tail| is_given(tail))
        && (!name.starts_with("USER") || matches!(name, "USER" | "USERNAME" | "USERPROFILE"))
}

fn is_edge_function(project: &Project, path: &RelPath) -> bool {
    path.as_str().contains("supabase/functions/")
        || project.functions().projects.iter().any(|supabase| {
            let below = path.as_str().strip_prefix(&*supabase.folder);
            below.is_some_and(|below| below.trim_start_matches('/').starts_with("functions/"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(SUPPLIED.is_sorted() && OF_EDGE_FUNCTIONS.is_sorted());
    }

    #[test]
    fn what_a_person_has_to_get_is_reserved_by_nobody() {
        assert!(is_reserved("VERCEL_URL") && is_reserved("CARGO_PKG_VERSION") && is_reserved("USERNAME"));
        assert!(
            !is_reserved("VERCEL_TOKEN") && !is_reserved("USERS_URL") && !is_reserved("NETLIFY_AUTH_TOKEN")
        );
    }
}
