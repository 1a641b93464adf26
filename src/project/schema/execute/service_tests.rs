//! What migrations set up beside schemas.

use super::super::sample::replayed;

/// Buckets, each with whether it is public.
fn buckets(sql: &str) -> Vec<String> {
    let schema = replayed(sql);
    let shown = |is_public: Option<bool>| match is_public {
        Some(true) => "public",
        Some(false) => "private",
        None => "?",
    };
    schema.buckets().map(|bucket| format!("{} {}", bucket.id, shown(bucket.is_public))).collect()
}

/// Jobs: name, schedule, command.
fn jobs(sql: &str) -> Vec<String> {
    let schema = replayed(sql);
    let name = |name: &Option<Box<str>>| name.as_deref().unwrap_or("-").to_owned();
    schema.jobs().iter().map(|job| format!("{}|{}|{}", name(&job.name), job.schedule, job.command)).collect()
}

const INSERT: &str =
    "insert into storage.buckets (id, name, public) values ('a', 'a', true), ('b', 'b', false)";

#[test]
fn buckets_are_rows_that_come_change_and_go() {
    assert_eq!(buckets(INSERT), ["a public", "b private"]);
    assert_eq!(buckets("insert into storage.buckets (id, name) values ('a', 'a')"), ["a private"]);
    let changed = format!("{INSERT}; update storage.buckets set public = false where id = 'a'");
    assert_eq!(buckets(&changed), ["a private", "b private"]);
    let deleted = format!("{INSERT}; delete from storage.buckets where id in ('a', 'c')");
    assert_eq!(buckets(&deleted), ["b private"]);
}

#[test]
fn a_bucket_that_is_there_stays_or_follows() {
    let again = "insert into storage.buckets (id, name, public) values ('b', 'b', true) on conflict (id)";
    assert_eq!(buckets(&format!("{INSERT}; {again} do nothing")), ["a public", "b private"]);
    let set = "do update set public = excluded.public, name = excluded.name";
    assert_eq!(buckets(&format!("{INSERT}; {again} {set}")), ["a public", "b public"]);
    let missing = "select 'c', 'c', true where not exists (select 1 from storage.buckets where id = 'c')";
    let twice = format!("insert into storage.buckets (id, name, public) {missing};");
    assert_eq!(buckets(&format!("{twice} {twice}")), ["c public"]);
}

#[test]
fn what_only_the_database_knows_leaves_a_bucket_open() {
    let open = "update storage.buckets set public = true where owner_id = current_setting('app.owner')";
    assert_eq!(buckets(&format!("{INSERT}; {open}")), ["a ?", "b ?"]);
}

#[test]
fn jobs_are_scheduled_changed_and_taken_back() {
    let schedule = "select cron.schedule('tick', '* * * * *', $$select 1$$)";
    assert_eq!(jobs(schedule), ["tick|* * * * *|select 1"]);
    let again = format!(
        "{schedule}; select cron.schedule(job_name => 'tick', schedule => '1 * * * *', command => 'select 2')"
    );
    assert_eq!(jobs(&again), ["tick|1 * * * *|select 2"]);
    assert_eq!(jobs(&format!("{schedule}; select cron.unschedule('tick')")), [""; 0]);
    assert_eq!(jobs("select cron.schedule('0 0 * * *', 'vacuum')"), ["-|0 0 * * *|vacuum"]);
}

#[test]
fn jobs_are_found_in_their_table() {
    let two = "select cron.schedule('a', '* * * * *', 'x'); select cron.schedule('b', '* * * * *', 'y');";
    let all = "select cron.unschedule(jobid) from cron.job where jobname in ('a', 'b')";
    assert_eq!(jobs(&format!("{two} {all}")), [""; 0]);
    let one = "do $$ begin if exists (select 1 from cron.job where jobname = 'a') then \
        perform cron.unschedule('a'); end if; perform cron.unschedule('c'); exception when others then null; end $$";
    assert_eq!(jobs(&format!("{two} {one}")).len(), 2);
    assert_eq!(jobs(&format!("{two} delete from cron.job where jobname = 'a'")), ["b|* * * * *|y"]);
}

#[test]
fn jobs_have_numbers_of_their_own() {
    let two = "create table t (a int); select cron.schedule('a', '* * * * *', 'x'); \
        select cron.schedule('b', '* * * * *', 'y'); select cron.schedule('a', '* * * * *', 'z');";
    assert_eq!(jobs(&format!("{two} select cron.unschedule(1)")), ["b|* * * * *|y"]);
    // A job that is there already takes a number, too.
    let third = "select cron.schedule('c', '* * * * *', 'w'); select cron.unschedule(4);";
    assert_eq!(jobs(&format!("{two} {third}")).len(), 2);
    let none = replayed(&format!("{two} select cron.unschedule(3)"));
    assert_eq!(none.failures().len(), 1);
    let taken_back = "begin; select cron.schedule('c', '* * * * *', 'w'); rollback; \
        select cron.schedule('d', '* * * * *', 'v'); select cron.unschedule(5);";
    assert_eq!(jobs(&format!("{two} {taken_back}")).len(), 2);
    let block = "do $$ begin perform cron.unschedule(cron.schedule('a', '* * * * *', 'w')); end $$;";
    assert_eq!(jobs(&format!("{two} {block}")), ["b|* * * * *|y"]);
}

#[test]
fn a_queue_is_two_tables() {
    let schema = replayed("select pgmq.create('Mail'); alter table pgmq.q_mail enable row level security;");
    assert_eq!(schema.queues().len(), 1);
    assert!(schema.failures().is_empty());
}
