//! Where a module runs.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};

/// A set of places in which a module runs, or from which it is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides(u16);

impl Sides {
    /// Nothing reaches it.
    pub const NONE: Self = Self(0);
    /// Pages, and what they load.
    pub const BROWSER: Self = Self(1);
    /// A server of our own, or a function that a platform starts.
    pub const SERVER: Self = Self(1 << 1);
    /// A function at the edge of a network: Deno, a worker of a platform.
    pub const EDGE: Self = Self(1 << 2);
    /// A thread of the browser's or of Node's beside the main one.
    pub const WORKER: Self = Self(1 << 3);
    /// What builds, checks or maintains the rest.
    pub const TOOLING: Self = Self(1 << 4);
    /// Tests and stories.
    pub const TEST: Self = Self(1 << 5);
    /// Examples.
    pub const EXAMPLE: Self = Self(1 << 6);
    /// What a package offers to others, wherever those run.
    pub const LIBRARY: Self = Self(1 << 7);
    /// What a server renders and a browser may then take over; how much of it, the framework decides.
    pub const SHARED: Self = Self(1 << 8);
    /// Only its types are taken: nothing of it runs.
    pub const TYPES: Self = Self(1 << 9);
    /// Only tests or examples take its types.
    const NAMED: Self = Self(1 << 10);

    /// Those that a user of the program meets.
    const PRODUCTION: Self = Self(
        Self::BROWSER.0
            | Self::SERVER.0
            | Self::EDGE.0
            | Self::WORKER.0
            | Self::TOOLING.0
            | Self::LIBRARY.0
            | Self::SHARED.0,
    );

    /// Whether all of `other` are among them.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing is among them.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether more than tests and examples is among them.
    pub fn is_needed(self) -> bool {
        self.0 & (Self::PRODUCTION.0 | Self::TYPES.0) != 0
    }

    /// Whether a user's request or page comes by.
    pub fn runs(self) -> bool {
        self.without(Self::TOOLING).meets(Self::PRODUCTION)
    }

    /// Those that are not among `other`.
    #[must_use]
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether one of `other` is among them.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What an import that the compiler erases passes on.
    pub(super) fn as_types(self) -> Self {
        match (self.is_empty(), self.is_needed()) {
            (true, _) => Self::NONE,
            (_, true) => Self::TYPES,
            (_, false) => Self::NAMED,
        }
    }

    /// Where a thread runs that a module of these sides starts.
    pub(super) fn as_worker(self) -> Self {
        let thread = if self.meets(Self::PRODUCTION) { Self::WORKER } else { Self::NONE };
        thread | self.without(Self::PRODUCTION)
    }
}

impl BitOr for Sides {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Sides {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Display for Sides {
    /// Their names, separated by commas.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [(Sides, &str); 10] = [
            (Sides::BROWSER, "browser"),
            (Sides::SERVER, "server"),
            (Sides::EDGE, "edge"),
            (Sides::WORKER, "worker"),
            (Sides::TOOLING, "tooling"),
            (Sides::TEST, "test"),
            (Sides::EXAMPLE, "example"),
            (Sides::LIBRARY, "library"),
            (Sides::SHARED, "shared"),
            (Sides::TYPES, "types"),
        ];
        let mut names = NAMES.iter().filter(|(side, _)| self.contains(*side)).map(|(_, name)| *name);
        formatter.write_str(names.next().unwrap_or("nothing"))?;
        names.try_for_each(|name| write!(formatter, ", {name}"))
    }
}
