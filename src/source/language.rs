//! Which grammar a file follows, told from its name alone.

use super::RelPath;

/// The grammar of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Astro components: TypeScript front matter and scripts in markup.
    Astro,
    /// Dockerfiles and Containerfiles.
    Dockerfile,
    /// `.env` files.
    Env,
    /// HTML pages.
    Html,
    /// JavaScript, with or without JSX.
    JavaScript,
    /// JSON, with comments where its readers allow them.
    Json,
    /// Markdown and MDX.
    Markdown,
    /// Rust.
    Rust,
    /// SQL of any dialect.
    Sql,
    /// Svelte components.
    Svelte,
    /// TOML.
    Toml,
    /// TypeScript, with or without JSX, declarations included.
    TypeScript,
    /// Vue single-file components.
    Vue,
    /// YAML.
    Yaml,
    /// Any other text.
    Text,
}

impl Language {
    /// Every language, in alphabetical order with [`Language::Text`] last.
    pub const ALL: [Self; 15] = [
        Self::Astro,
        Self::Dockerfile,
        Self::Env,
        Self::Html,
        Self::JavaScript,
        Self::Json,
        Self::Markdown,
        Self::Rust,
        Self::Sql,
        Self::Svelte,
        Self::Toml,
        Self::TypeScript,
        Self::Vue,
        Self::Yaml,
        Self::Text,
    ];

    /// The language of the file at `path`.
    pub fn of(path: &RelPath) -> Self {
        let name = path.file_name();
        let is_environment =
            |rest: &str| rest.is_empty() || rest == "rc" || rest.starts_with(['.', '-', '_']);
        if name.strip_prefix(".env").is_some_and(is_environment) || path.extension() == "env" {
            return Self::Env;
        }
        if name.starts_with("Dockerfile") || name.starts_with("Containerfile") {
            return Self::Dockerfile;
        }
        match path.extension().to_ascii_lowercase().as_str() {
            "astro" => Self::Astro,
            "dockerfile" => Self::Dockerfile,
            "html" | "htm" | "xhtml" => Self::Html,
            "js" | "jsx" | "mjs" | "cjs" => Self::JavaScript,
            "json" | "jsonc" | "json5" | "webmanifest" => Self::Json,
            "md" | "mdx" | "markdown" => Self::Markdown,
            "rs" => Self::Rust,
            "sql" => Self::Sql,
            "svelte" => Self::Svelte,
            "toml" => Self::Toml,
            "ts" | "tsx" | "mts" | "cts" => Self::TypeScript,
            "vue" => Self::Vue,
            "yaml" | "yml" => Self::Yaml,
            _ => Self::Text,
        }
    }

    /// The name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Astro => "Astro",
            Self::Dockerfile => "Dockerfile",
            Self::Env => "dotenv",
            Self::Html => "HTML",
            Self::JavaScript => "JavaScript",
            Self::Json => "JSON",
            Self::Markdown => "Markdown",
            Self::Rust => "Rust",
            Self::Sql => "SQL",
            Self::Svelte => "Svelte",
            Self::Toml => "TOML",
            Self::TypeScript => "TypeScript",
            Self::Vue => "Vue",
            Self::Yaml => "YAML",
            Self::Text => "text",
        }
    }

    /// Whether it is a component: markup with scripts in it.
    pub fn is_component(self) -> bool {
        matches!(self, Self::Astro | Self::Svelte | Self::Vue)
    }

    /// Whether TypeScript's grammar reads this file, wholly or in its script blocks.
    pub fn is_script(self) -> bool {
        matches!(self, Self::Astro | Self::JavaScript | Self::Svelte | Self::TypeScript | Self::Vue)
    }
}
