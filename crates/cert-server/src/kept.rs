//! What is made from the lists in force, kept until they change.

use std::sync::{Arc, Mutex, PoisonError};

/// A value with what it was made from.
#[derive(Debug)]
pub(crate) struct Kept<K, V>(Mutex<Option<(K, Arc<V>)>>);

impl<K: PartialEq, V> Kept<K, V> {
    pub(crate) const fn nothing() -> Self {
        Self(Mutex::new(None))
    }

    /// The value made from `from`, made now unless it is here. Two who come at once may both make it.
    ///
    /// # Errors
    /// Those of `make`; then what was kept stays.
    pub(crate) fn get_or_make<E>(
        &self,
        from: K,
        make: impl FnOnce(&K) -> Result<V, E>,
    ) -> Result<Arc<V>, E> {
        if let Some((of, value)) = &*self.lock()
            && *of == from
        {
            return Ok(value.clone());
        }
        let value = Arc::new(make(&from)?);
        *self.lock() = Some((from, value.clone()));
        Ok(value)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(K, Arc<V>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_for_what_it_is_from() {
        let kept = Kept::nothing();
        let first = kept.get_or_make(1, |of| Ok::<_, ()>(of * 10)).unwrap();
        let again = kept.get_or_make(1, |_| Err(())).unwrap();
        assert!(Arc::ptr_eq(&first, &again) && *first == 10);
        assert_eq!(kept.get_or_make(2, |_| Err::<i32, _>("no")), Err("no"));
        assert_eq!(kept.get_or_make(2, |of| Ok::<_, ()>(of * 10)).as_deref(), Ok(&20));
    }
}
