//! The laws of the grade, on random assessments.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::finding::Severity;
use crate::rule::Scoring;

/// One rule with any counts; of its fails some are blockers and criticals.
fn tally() -> impl Strategy<Value = Tally> {
    let rule = (select(&Category::ALL), select(&Severity::ALL), any::<bool>());
    let counts =
        (0_usize..40, vec(select(&Severity::ALL), 0..6), vec(select(&Severity::ALL), 0..3), 0_usize..5);
    (rule, counts).prop_map(|((category, severity, is_count), (pass, fails, accepted, unknown))| {
        let scoring = if is_count { Scoring::Count } else { Scoring::Coverage };
        let mut tally = Tally { pass, unknown, ..Tally::new("", category, severity, scoring) };
        for severity in fails {
            tally.add_fail(severity);
        }
        for severity in accepted {
            tally.add_accepted(severity);
        }
        tally
    })
}

/// Several rules, and which of them something happens to.
fn tallies() -> impl Strategy<Value = (Vec<Tally>, usize)> {
    (vec(tally(), 1..12), any::<Index>()).prop_map(|(mut tallies, index)| {
        for (number, tally) in tallies.iter_mut().enumerate() {
            tally.rule = format!("rule-{number:02}");
        }
        let chosen = index.index(tallies.len());
        (tallies, chosen)
    })
}

fn with(tallies: &[Tally], at: usize, tally: Tally) -> Vec<Tally> {
    let mut changed = tallies.to_vec();
    changed[at] = tally;
    changed
}

/// A severity that some failed subject of the rule has.
fn severity_of_a_fail(tally: &Tally) -> Severity {
    match tally {
        Tally { blockers: 1.., .. } => Severity::Blocker,
        Tally { criticals: 1.., .. } => Severity::Critical,
        _ => Severity::Minor,
    }
}

fn rises(before: &Grade, after: &Grade) -> bool {
    after.letter > before.letter || after.verdict > before.verdict
}

proptest! {
    #[test]
    fn a_repair_raises_the_score_and_never_lowers_the_letter((tallies, at) in tallies()) {
        prop_assume!(tallies[at].fail > 0);
        let repaired = tallies[at].repaired(severity_of_a_fail(&tallies[at]), 1);
        let (before, after) = (Grade::of(&tallies), Grade::of(&with(&tallies, at, repaired.clone())));
        prop_assert!(!rises(&after, &before));
        if tallies[at].weight() > 0 {
            prop_assert!(after.score > before.score);
        }
        if let Some(rule) = before.rule(&tallies[at].rule) {
            prop_assert_eq!(&before.score + &rule.gain(&tallies[at], &repaired), after.score);
        }
    }

    #[test]
    fn a_climb_arrives_where_its_repairs_lead((mut tallies, first) in tallies(), second in any::<Index>()) {
        let before = Grade::of(&tallies);
        let mut climb = Climb::new(&before, tallies.clone());
        let mut score = before.score;
        for at in [first, second.index(tallies.len())] {
            let severity = severity_of_a_fail(&tallies[at]);
            tallies[at] = tallies[at].repaired(severity, 1);
            let rung = climb.repair(at, severity, 1);
            let after = Grade::of(&tallies);
            score = &score + &rung.gain;
            prop_assert_eq!(&score, &after.score);
            prop_assert_eq!((rung.verdict, rung.letter, &rung.score), (after.verdict, after.letter, &score));
        }
    }

    #[test]
    fn a_pass_that_turns_into_a_fail_never_raises((tallies, at) in tallies(), severity in select(&Severity::ALL)) {
        prop_assume!(tallies[at].pass > 0);
        let mut failed = tallies[at].clone();
        failed.pass -= 1;
        failed.add_fail(severity);
        let (before, after) = (Grade::of(&tallies), Grade::of(&with(&tallies, at, failed)));
        prop_assert!(after.score <= before.score);
        prop_assert!(!rises(&before, &after));
    }

    #[test]
    fn a_further_fail_never_raises((tallies, at) in tallies(), severity in select(&Severity::ALL)) {
        // A rule without subjects would enter the scope.
        prop_assume!(tallies[at].subjects() > 0);
        let mut failed = tallies[at].clone();
        failed.add_fail(severity);
        let after = with(&tallies, at, failed);
        let diluted = Totals::of(&tallies).is_mostly_guessed() && !Totals::of(&after).is_mostly_guessed();
        let (before, after) = (Grade::of(&tallies), Grade::of(&after));
        prop_assert!(after.score <= before.score);
        prop_assert!(diluted || !rises(&before, &after));
    }

    #[test]
    fn a_pass_that_becomes_unreadable_never_raises((tallies, at) in tallies()) {
        prop_assume!(tallies[at].pass > 0);
        let mut unread = tallies[at].clone();
        unread.pass -= 1;
        unread.unknown += 1;
        let (before, after) = (Grade::of(&tallies), Grade::of(&with(&tallies, at, unread)));
        prop_assert!(after.score <= before.score);
        prop_assert!(!rises(&before, &after));
    }

    #[test]
    fn a_fail_that_becomes_unreadable_never_raises((tallies, at) in tallies()) {
        prop_assume!(tallies[at].fail > 0);
        let caps = tallies[at].blockers + tallies[at].criticals == tallies[at].fail;
        let severity = if caps { severity_of_a_fail(&tallies[at]) } else { Severity::Minor };
        let mut unread = tallies[at].repaired(severity, 1);
        unread.pass -= 1;
        unread.unknown += 1;
        let (before, after) = (Grade::of(&tallies), Grade::of(&with(&tallies, at, unread)));
        prop_assert!(after.score <= before.score);
        // A cap needs evidence: only what did not cap keeps the letter where it was.
        prop_assert!(caps || !rises(&before, &after));
    }

    #[test]
    fn accepting_a_risk_never_lowers((tallies, at) in tallies()) {
        prop_assume!(tallies[at].fail > 0);
        let severity = severity_of_a_fail(&tallies[at]);
        let mut accepted = tallies[at].repaired(severity, 1);
        accepted.pass -= 1;
        accepted.add_accepted(severity);
        let (before, after) = (Grade::of(&tallies), Grade::of(&with(&tallies, at, accepted)));
        prop_assert!(after.score >= before.score);
        prop_assert!(!rises(&after, &before));
        let (letter, score) = after.without_accepted.expect("a risk was accepted");
        prop_assert!(letter <= after.letter && score <= after.score);
    }

    #[test]
    fn the_parts_add_up((tallies, _) in tallies()) {
        let grade = Grade::of(&tallies);
        let rules: Vec<&RuleGrade> = grade.categories.iter().flat_map(|category| &category.rules).collect();
        prop_assert_eq!(rules.iter().map(|rule| rule.earned()).sum::<Score>(), grade.score.clone());
        if !rules.is_empty() {
            prop_assert_eq!(rules.iter().map(|rule| &rule.points).sum::<Score>(), Score::points(100));
        }
    }

    #[test]
    fn the_grade_follows_from_its_counts((tallies, _) in tallies()) {
        let grade = Grade::of(&tallies);
        prop_assert_eq!(grade.score.exact(), &recomputed(&tallies));
        let unknown: usize = tallies.iter().map(|tally| tally.unknown).sum();
        let subjects: usize = tallies.iter().map(Tally::subjects).sum();
        let mut letter = Letter::of(&grade.score);
        for (holds, cap) in [
            (tallies.iter().any(|tally| tally.blockers > 0), Letter::F),
            (tallies.iter().any(|tally| tally.criticals > 0), Letter::C),
            (unknown * 10 > subjects, Letter::B),
            (grade.categories.iter().any(|category| category.score < Score::points(40)), Letter::D),
        ] {
            letter = if holds { letter.min(cap) } else { letter };
        }
        prop_assert_eq!(grade.letter, letter);
    }
}

/// The formula as it is written for people, over one common denominator a category.
fn recomputed(tallies: &[Tally]) -> BigRational {
    let fraction = |up: usize, down: usize| BigRational::new(up.into(), down.into());
    let zero = || fraction(0, 1);
    let mut score = (zero(), zero());
    for (category, weight) in Category::ALL.into_iter().zip([30, 20, 20, 8, 8, 10, 4]) {
        let mut sum = (zero(), zero());
        for tally in tallies.iter().filter(|tally| tally.category == category && tally.subjects() > 0) {
            let (weight, k) = match tally.severity {
                Severity::Blocker => (16, 1),
                Severity::Critical => (8, 2),
                Severity::Major => (4, 5),
                Severity::Minor => (1, 20),
                Severity::Info => continue,
            };
            let good = if tally.scoring == Scoring::Coverage { tally.pass } else { k };
            let bad = fraction(tally.accepted, 2) + fraction(tally.fail + tally.unknown, 1);
            let good = fraction(good, 1);
            sum.0 += fraction(weight, 1) * &good / (&good + bad);
            sum.1 += fraction(weight, 1);
        }
        if sum.1 > zero() {
            score.0 += sum.0 / sum.1 * fraction(weight, 1);
            score.1 += fraction(weight, 1);
        }
    }
    if score.1 == zero() { zero() } else { score.0 / score.1 * fraction(100, 1) }
}

#[test]
fn nothing_examined_is_no_answer() {
    let grade = Grade::of(&[]);
    assert_eq!((grade.letter, grade.verdict), (Letter::F, Verdict::Hold));
    assert_eq!(grade.caps[0].reason, "no rule met anything to examine");
}

#[test]
fn a_blocker_caps_and_leaves_the_score() {
    let mut rule =
        Tally { pass: 340, ..Tally::new("r", Category::Security, Severity::Blocker, Scoring::Coverage) };
    rule.add_fail(Severity::Blocker);
    let grade = Grade::of(&[rule]);
    assert_eq!((grade.verdict, grade.letter), (Verdict::NoGo, Letter::F));
    assert_eq!(grade.score.to_string(), "99.7");
    assert_eq!(grade.caps, [Cap { letter: Letter::F, reason: "1 blocker".to_owned() }]);
}

#[test]
fn an_accepted_blocker_counts_half_and_does_not_cap() {
    let mut rule =
        Tally { pass: 9, ..Tally::new("r", Category::Security, Severity::Blocker, Scoring::Coverage) };
    rule.add_accepted(Severity::Blocker);
    let grade = Grade::of(&[rule]);
    assert_eq!((grade.verdict, grade.letter), (Verdict::Go, Letter::A));
    assert_eq!(grade.score.to_string(), "94.7");
    let (letter, score) = grade.without_accepted.expect("a risk was accepted");
    assert_eq!((letter, score.to_string()), (Letter::F, "90.0".to_owned()));
}

#[test]
fn a_b_minus_holds() {
    let rule = Tally {
        pass: 82,
        unknown: 0,
        fail: 18,
        ..Tally::new("r", Category::Hygiene, Severity::Minor, Scoring::Coverage)
    };
    let grade = Grade::of(&[rule]);
    assert_eq!((grade.letter, grade.verdict), (Letter::BMinus, Verdict::Hold));
}
