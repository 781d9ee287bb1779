//! What is wanted, and whether it was met.

/// The goals of a run, each told when its value is known.
#[derive(Default)]
pub(crate) struct Goals {
    missed: u32,
}

impl Goals {
    /// A value that must not be larger.
    pub(crate) fn at_most(&mut self, name: &str, value: f64, most: f64, of_what: &str) {
        self.tell(name, value, value <= most, &format!("≤ {most} {of_what}"));
    }

    /// A value that must not be smaller.
    pub(crate) fn at_least(&mut self, name: &str, value: f64, least: f64, of_what: &str) {
        self.tell(name, value, value >= least, &format!("≥ {least} {of_what}"));
    }

    fn tell(&mut self, name: &str, value: f64, is_met: bool, want: &str) {
        self.missed += u32::from(!is_met);
        let said = if is_met { "met" } else { "missed" };
        println!("goal {name}: {value:.2}, want {want} : {said}");
    }

    /// Whether none was missed.
    pub(crate) fn are_met(&self) -> bool {
        self.missed == 0
    }
}
