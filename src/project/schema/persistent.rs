//! A map that snapshots share, and that copies only the few entries beside one that changes.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;

use immutable_chunkmap::map::Map;

/// Entries that are copied together when one of them changes after a snapshot. Fewer make changes
/// cheaper, more make walks over the whole map cheaper.
pub(super) const CHUNK: usize = 32;

/// A list, in the order in which values came: each stands under its number.
pub(super) type SharedList<V> = Shared<usize, V>;

/// A sorted map whose clone costs nothing, however much it holds.
#[derive(Clone, Debug)]
pub(super) struct Shared<K: Ord + Clone, V>(Map<K, Arc<V>, CHUNK>);

impl<K: Ord + Clone, V> Default for Shared<K, V> {
    fn default() -> Self {
        Self(Map::new())
    }
}

impl<K: Ord + Clone, V> FromIterator<(K, Arc<V>)> for Shared<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, Arc<V>)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<K: Ord + Clone, V> Shared<K, V> {
    /// What stands under a key.
    pub(super) fn get<Q: ?Sized + Ord>(&self, key: &Q) -> Option<&Arc<V>>
    where
        K: Borrow<Q>,
    {
        self.0.get(key)
    }

    /// Whether something stands under a key.
    pub(super) fn contains_key<Q: ?Sized + Ord>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// What stands under a key, to be changed or replaced.
    pub(super) fn get_mut<Q: ?Sized + Ord>(&mut self, key: &Q) -> Option<&mut Arc<V>>
    where
        K: Borrow<Q>,
    {
        // Looked for first: a miss copies nothing.
        self.0.get(key)?;
        self.0.get_mut_cow(key)
    }

    /// What stands under a key, made when nothing does.
    pub(super) fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> Arc<V>) -> &mut Arc<V> {
        self.0.get_or_insert_cow(key, make)
    }

    /// What stands under a key, empty when nothing did.
    pub(super) fn or_default(&mut self, key: K) -> &mut Arc<V>
    where
        V: Default,
    {
        self.get_or_insert_with(key, Arc::default)
    }

    /// Puts a value under a key.
    pub(super) fn insert(&mut self, key: K, value: Arc<V>) {
        self.0.insert_cow(key, value);
    }

    /// Takes what stands under a key away.
    pub(super) fn remove(&mut self, key: &K) -> Option<Arc<V>> {
        self.0.remove_cow(key)
    }

    /// Takes over what stands in `other` under keys that this map has not.
    pub(super) fn add_missing(&mut self, other: &Self) {
        for key in self.differing(other) {
            if let Some(value) = other.get(&key)
                && !self.contains_key(&key)
            {
                self.insert(key, value.clone());
            }
        }
    }

    /// Leaves only the entries that fit.
    pub(super) fn retain(&mut self, fits: impl Fn(&K, &V) -> bool) {
        let gone: Vec<_> =
            self.iter().filter(|(key, value)| !fits(key, value)).map(|(key, _)| key.clone()).collect();
        for key in gone {
            self.remove(&key);
        }
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// Keys under which a snapshot and this map do not hold the very same value, sorted.
    pub(super) fn differing(&self, other: &Self) -> Vec<K> {
        let root = |map: &Self| map.0.root().map(|root| root.identity());
        if root(self) == root(other) {
            return Vec::new();
        }
        let (mut here, mut there) = (self.iter().peekable(), other.iter().peekable());
        let mut keys = Vec::new();
        loop {
            let order = match (here.peek(), there.peek()) {
                (Some((one, _)), Some((two, _))) => one.cmp(two),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return keys,
            };
            let one = if order == Ordering::Greater { None } else { here.next() };
            let two = if order == Ordering::Less { None } else { there.next() };
            let is_same = one.zip(two).is_some_and(|((_, one), (_, two))| Arc::ptr_eq(one, two));
            keys.extend(one.or(two).filter(|_| !is_same).map(|(key, _)| key.clone()));
        }
    }

    /// Entries, sorted by key.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &Arc<V>)> {
        self.0.into_iter()
    }

    /// Entries to be changed, sorted by key.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut Arc<V>)> {
        self.0.iter_mut_cow()
    }

    /// Entries from a key on, sorted by key.
    pub(super) fn from<'a>(&'a self, first: &'a K) -> impl Iterator<Item = (&'a K, &'a Arc<V>)> {
        self.0.range(first..)
    }

    /// Keys, sorted.
    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Values, sorted by key.
    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = &Arc<V>> {
        self.iter().map(|(_, value)| value)
    }

    /// Values to be changed, sorted by key.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Arc<V>> {
        self.iter_mut().map(|(_, value)| value)
    }
}

impl<V> SharedList<V> {
    /// Puts a value at the end.
    pub(super) fn push(&mut self, value: V) {
        self.insert(self.0.len(), Arc::new(value));
    }
}
