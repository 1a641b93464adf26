//! The table of the score, added up by someone who has only the table.

use gonogo::engine::{run_example, with_threads};
use gonogo::render::score;
use gonogo::report::Report;
use gonogo::rule::CatalogRule;
use num_rational::BigRational;

use super::catalog;

fn table_of(report: &Report) -> String {
    let mut bytes = Vec::new();
    score::write(report, &mut bytes).expect("a vector takes every byte");
    String::from_utf8(bytes).expect("names are UTF-8")
}

fn number(text: &str) -> BigRational {
    let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
    let digits: i64 = format!("{whole}{tenths}").parse().expect("a decimal number");
    BigRational::new(digits.into(), 10.into())
}

/// The score from the weights and fractions of the table alone.
fn added_up(table: &str) -> BigRational {
    let zero = || number("0");
    let (mut score, mut weights) = (zero(), zero());
    let (mut category, mut category_weight) = ((zero(), zero()), zero());
    for line in table.lines().skip_while(|line| !line.contains(", weight ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [_, _, "weight", weight, "of", _] => {
                category_weight = number(weight);
                category = (zero(), zero());
            }
            [_, weight, "coverage" | "count", _, _, _, _, share, ..] => {
                let (good, whole) = share.split_once('/').expect("a fraction");
                category.0 += number(weight) * number(good) / number(whole);
                category.1 += number(weight);
            }
            [_, "in", "all", ..] => {
                score += &category_weight * &category.0 / &category.1;
                weights += &category_weight;
            }
            _ => {}
        }
    }
    if weights == zero() { zero() } else { score / weights * number("100") }
}

#[test]
fn the_table_adds_up_to_the_score() {
    let catalog = catalog();
    let all: Vec<&CatalogRule> = catalog.rules().iter().collect();
    for example in catalog.rules().iter().flat_map(|rule| &rule.data.bad) {
        let report = with_threads(1, || run_example(example, &catalog, &all));
        let table = table_of(&report);
        assert_eq!(&added_up(&table), report.grade.score.exact(), "{}\n{table}", example.name);
    }
}

#[test]
fn the_table_is_read_from_top_to_bottom() {
    let catalog = catalog();
    let rule = catalog.get("merge-conflict-marker").expect("a built-in rule");
    let example = rule.data.bad.first().expect("an example");
    let report = with_threads(1, || run_example(example, &catalog, &[rule]));
    let table = table_of(&report);
    let (_, table) = table.split_once("unrounded.\n\n").expect("the formula comes first");
    insta::assert_snapshot!(table, @"
    reliability: 50.0, weight 20 of 20
      rule                   weight  scoring    pass   fail  accepted  unknown              s  score    earned of   points
      merge-conflict-marker      16  count         0      1         0        0            1/2   50.0   50.0000 of 100.0000
      reliability in all                                                                              50.0000 of 100.0000

      score                                                                                           50.0000 of 100.0000

    50.0 earns F
    at most F: 1 blocker
    so the letter is F and the verdict NO-GO
    ");
}
