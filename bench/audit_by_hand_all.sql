-- The audit of all five packs as one would write it by hand for the contacts of the sample city.
-- $contacts, $mandates and $out are path literals. It knows its file and its rules and nothing else: names and types of
-- columns, clean values, lenders, directions and numbers called always given, a debt that is one debtor's, no debt twice
-- in a contact, no time at which a consent was received, debtors in no zone but Asia/Shanghai (UTC+8 over the whole file)
-- or, for uk-conc7, London with its one summer, no visit-staff rule (unverified). Whoever changes a rule, a sentence, a
-- label or a list of phrases changes it here too; bench/audit_speed.py says when the two differ.

-- How closed values read in a sentence.
CREATE TEMP MACRO channel_zh(c) AS CASE c WHEN 'call' THEN '电话' WHEN 'sms' THEN '短信' WHEN 'im' THEN '即时消息'
    WHEN 'email' THEN '电子邮件' WHEN 'letter' THEN '信函' WHEN 'visit' THEN '上门' WHEN 'post' THEN '公开张贴或发布' END;
CREATE TEMP MACRO channel_en(c) AS CASE c WHEN 'call' THEN 'a call' WHEN 'sms' THEN 'a text message'
    WHEN 'im' THEN 'an instant message' WHEN 'email' THEN 'an e-mail' WHEN 'letter' THEN 'a letter'
    WHEN 'visit' THEN 'a visit' WHEN 'post' THEN 'a public posting' END;
CREATE TEMP MACRO person_zh(p) AS CASE p WHEN 'debtor' THEN '债务人' WHEN 'guarantor' THEN '保证人'
    WHEN 'attorney' THEN '债务人律师' WHEN 'spouse' THEN '债务人配偶' WHEN 'emergency_contact' THEN '紧急联系人'
    WHEN 'relative' THEN '债务人亲属' WHEN 'colleague' THEN '债务人同事' WHEN 'employer' THEN '债务人单位'
    WHEN 'other' THEN '其他第三人' ELSE '身份不明的人' END;
CREATE TEMP MACRO person_en(p) AS CASE p WHEN 'debtor' THEN 'the debtor' WHEN 'guarantor' THEN 'a guarantor'
    WHEN 'attorney' THEN 'the debtor''s lawyer' WHEN 'spouse' THEN 'the debtor''s spouse'
    WHEN 'emergency_contact' THEN 'an emergency contact' WHEN 'relative' THEN 'a relative of the debtor'
    WHEN 'colleague' THEN 'a colleague of the debtor' WHEN 'employer' THEN 'the debtor''s employer'
    WHEN 'other' THEN 'another person' ELSE 'a person not recorded' END;
CREATE TEMP MACRO purpose_zh(p) AS CASE p WHEN 'collect' THEN '催收' WHEN 'locate' THEN '查找债务人'
    WHEN 'relay' THEN '请转告债务人' WHEN 'notice_required_by_law' THEN '法定通知' WHEN 'reply' THEN '答复来电来信' END;
CREATE TEMP MACRO purpose_en(p) AS CASE p WHEN 'collect' THEN 'to collect' WHEN 'locate' THEN 'to locate the debtor'
    WHEN 'relay' THEN 'to ask for a message to be passed on'
    WHEN 'notice_required_by_law' THEN 'to give a notice required by law' WHEN 'reply' THEN 'to reply' END;

-- Values as JSON: closed values need no escaping, and what is on no record is null.
CREATE TEMP MACRO person_json(p) AS coalesce('"' || p || '"', 'null');
CREATE TEMP MACRO outcome_json(o) AS coalesce('"' || o || '"', 'null');
CREATE TEMP MACRO bool_json(b) AS CASE WHEN b THEN 'true' WHEN NOT b THEN 'false' ELSE 'null' END;

-- The local day, counted from 1970-01-01; the guideline of 2026-01-30 begins on day 20483, the standard on 20147.
CREATE TEMP MACRO local_day(us) AS (us + 28800000000) // 86400000000;
-- London: one hour ahead from 2025-03-30 01:00 to 2025-10-26 01:00 UTC.
CREATE TEMP MACRO london_us(us) AS us + CASE WHEN us >= 1743296400000000 AND us < 1761440400000000 THEN 3600000000 ELSE 0 END;

-- What texts say stands in the table `said` (text, said_*, words_*, confidence_*): the texts that may say, or may lack, a thing.
CREATE TEMP TABLE heard AS SELECT rowid AS heard, * FROM said;

-- Every day of every mandate, so that a contact finds its own by equality; 24000 is in 2035, after every contact.
CREATE TEMP TABLE mandated AS
SELECT DISTINCT agency, lender,
    unnest(range("from" - DATE '1970-01-01', coalesce("to" - DATE '1970-01-01', 24000) + 1)) AS day
FROM read_csv($mandates, types = {'from': 'DATE', 'to': 'DATE'});

-- What is counted. Of each finding that counts: its row, whether it is certain, how many, and the ids counted.
-- What is unknown may be of the kind: `least` leaves it out, `most` counts it.

-- cn-cba-2026: unanswered attempts to one number on one day, more than 6. Only numbers tried so often are looked at.
CREATE TEMP TABLE tried_often AS
SELECT hash("number", local_day(epoch_us("at"))) AS key FROM $contacts
WHERE channel = 'call' AND direction = 'out' AND "at" >= TIMESTAMPTZ '2026-01-30 00:00:00+08'
    AND (outcome NOT IN ('conversation', 'answered') OR outcome IS NULL)
GROUP BY 1 HAVING count(*) > 6;
CREATE TEMP TABLE attempts AS
SELECT row, certain AND least > 6 AS certain, CASE WHEN certain AND least > 6 THEN least ELSE most END AS n,
    CASE WHEN certain AND least > 6 THEN surely ELSE perhaps END AS related
FROM (
    SELECT row, consent, outcome IS NOT NULL AS certain, count(outcome) OVER upto AS least, row_number() OVER upto AS most,
        list(contact_id) FILTER (outcome IS NOT NULL) OVER upto AS surely, list(contact_id) OVER upto AS perhaps
    FROM (SELECT file_row_number AS row, * FROM read_parquet($contacts, file_row_number = true)
        WHERE channel = 'call' AND direction = 'out' AND "at" >= TIMESTAMPTZ '2026-01-30 00:00:00+08'
            AND (outcome NOT IN ('conversation', 'answered') OR outcome IS NULL))
    SEMI JOIN tried_often ON key = hash("number", local_day(epoch_us("at")))
    WINDOW upto AS (PARTITION BY "number", local_day(epoch_us("at")) ORDER BY "at", contact_id ROWS UNBOUNDED PRECEDING))
WHERE most > 6 AND NOT list_contains(consent, 'frequency');

-- cn-cba-2026: the first contact that reached this debtor. Only debtors who were surely reached no sooner than the last
-- day before the guideline, or never, can have theirs under it.
CREATE TEMP TABLE reached AS
SELECT file_row_number AS row, contact_id, "at", lender, debtor_id, identified,
    channel <> 'call' OR outcome IS NOT NULL AS certain
FROM read_parquet($contacts, file_row_number = true) c
WHERE direction = 'out' AND (channel IN ('visit', 'letter')
    OR (channel = 'call' AND (outcome IN ('conversation', 'answered') OR outcome IS NULL))
    OR (channel IN ('sms', 'im', 'email') AND outcome IS DISTINCT FROM 'failed'));
CREATE TEMP TABLE newly AS
SELECT lender, debtor_id, arg_min(contact_id, ("at", contact_id)) FILTER (certain) AS first_id, min("at") FILTER (certain) AS first_at
FROM reached GROUP BY ALL
HAVING first_at IS NULL OR first_at >= TIMESTAMPTZ '2026-01-30 00:00:00+08';
CREATE TEMP TABLE first_contacts AS
SELECT row, certain AND NOT identified AND most = 0 AS sure, coalesce(sure, FALSE) AS certain,
    CASE WHEN coalesce(sure, FALSE) THEN 0 ELSE most END AS n,
    CASE WHEN coalesce(sure, FALSE) THEN [contact_id] ELSE perhaps END AS related
FROM (
    SELECT r.*, row_number() OVER upto - 1 AS most, list(r.contact_id) OVER upto AS perhaps
    FROM reached r JOIN newly n ON n.lender = r.lender AND n.debtor_id = r.debtor_id
        AND (n.first_at IS NULL OR (r."at", r.contact_id) <= (n.first_at, n.first_id))
    WINDOW upto AS (PARTITION BY r.lender, r.debtor_id ORDER BY r."at", r.contact_id ROWS UNBOUNDED PRECEDING))
WHERE "at" >= TIMESTAMPTZ '2026-01-30 00:00:00+08' AND identified IS DISTINCT FROM TRUE;

-- cn-cba-2026: failed attempts in a row to reach the debtor before others were approached.
CREATE TEMP TABLE approached AS
SELECT file_row_number AS row, contact_id, "at", lender, debtor_id, nullif(counterparty, 'unknown') AS person,
    coalesce(purpose, 'collect') AS purpose, exception
FROM read_parquet($contacts, file_row_number = true)
WHERE direction = 'out' AND "at" >= TIMESTAMPTZ '2026-01-30 00:00:00+08'
    AND counterparty NOT IN ('debtor', 'guarantor', 'attorney')
    AND coalesce(purpose, 'collect') IN ('collect', 'locate', 'relay');
CREATE TEMP TABLE rows_of_failures AS
WITH several AS (
    SELECT file_row_number AS row, contact_id, "at", lender, debtor_id,
        -- An attempt of unknown outcome, or at a person unknown, may have failed, or may have reached the debtor.
        CASE WHEN channel <> 'call' OR direction = 'in' OR outcome IN ('conversation', 'answered')
                OR (counterparty IS NOT NULL AND counterparty NOT IN ('debtor', 'unknown')) THEN FALSE
            WHEN outcome IS NULL OR counterparty = 'unknown' THEN NULL ELSE TRUE END AS failed,
        CASE WHEN channel <> 'call' OR direction = 'in' OR outcome <> 'not_in_service'
                OR (counterparty IS NOT NULL AND counterparty NOT IN ('debtor', 'unknown')) THEN FALSE
            WHEN outcome IS NULL OR counterparty = 'unknown' THEN NULL ELSE TRUE END AS dead,
        CASE WHEN (counterparty IS NOT NULL AND counterparty NOT IN ('debtor', 'unknown'))
                OR (direction = 'out' AND (channel NOT IN ('call', 'visit') OR outcome NOT IN ('conversation', 'answered'))) THEN FALSE
            WHEN counterparty = 'unknown' OR (direction = 'out' AND outcome IS NULL) THEN NULL ELSE TRUE END AS reached
    FROM read_parquet($contacts, file_row_number = true) c
    SEMI JOIN approached a ON a.lender = c.lender AND a.debtor_id = c.debtor_id),
broken AS (
    SELECT *, count(*) FILTER (reached) OVER before AS surely_after, count(*) FILTER (reached IS DISTINCT FROM FALSE) OVER before AS perhaps_after
    FROM several
    WINDOW before AS (PARTITION BY lender, debtor_id ORDER BY "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
SELECT *, count(*) FILTER (failed) OVER unbroken AS failed_least, count(*) FILTER (failed IS DISTINCT FROM FALSE) OVER loose AS failed_most,
    count(*) FILTER (dead) OVER unbroken AS dead_least, count(*) FILTER (dead IS DISTINCT FROM FALSE) OVER loose AS dead_most
FROM broken
WINDOW unbroken AS (PARTITION BY lender, debtor_id, perhaps_after ORDER BY "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    loose AS (PARTITION BY lender, debtor_id, surely_after ORDER BY "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
CREATE TEMP TABLE strangers AS
WITH judged AS (
    SELECT a.*, f.surely_after, f.perhaps_after, failed_least, failed_most, dead_least, dead_most,
        CASE WHEN person = 'spouse' THEN NULL
            WHEN purpose = 'collect' THEN CASE WHEN exception = 'volunteers_to_pay' THEN FALSE ELSE TRUE END
            WHEN exception = 'unreachable' THEN CASE WHEN failed_least >= 3 THEN FALSE WHEN failed_most >= 3 OR dead_most >= 1 THEN NULL ELSE TRUE END
            WHEN exception IN ('deceased', 'incapacity') THEN NULL
            WHEN exception = 'volunteers_to_pay' THEN FALSE ELSE TRUE END AS found
    FROM approached a JOIN rows_of_failures f ON f.row = a.row),
sure AS (SELECT * EXCLUDE (found), coalesce(found AND person IS NOT NULL, FALSE) AS certain FROM judged WHERE found IS DISTINCT FROM FALSE)
SELECT s.row, any_value(s.certain) AS certain, any_value(CASE WHEN s.certain THEN failed_least ELSE failed_most END) AS n,
    any_value(CASE WHEN s.certain THEN dead_least ELSE dead_most END) AS m,
    list_append(coalesce(list(b.contact_id ORDER BY b."at", b.contact_id) FILTER (b.contact_id IS NOT NULL), []), any_value(s.contact_id)) AS related
FROM sure s LEFT JOIN (SELECT contact_id, "at", lender, debtor_id, failed, surely_after, perhaps_after FROM rows_of_failures WHERE failed IS DISTINCT FROM FALSE) b
    ON b.lender = s.lender AND b.debtor_id = s.debtor_id AND (b."at", b.contact_id) < (s."at", s.contact_id)
    AND CASE WHEN s.certain THEN b.failed AND b.perhaps_after = s.perhaps_after ELSE b.surely_after = s.surely_after END
GROUP BY s.row;

-- cn-gbt-45251-2025: effective calls of a day, more than 3. Days are told apart by a number first: it groups faster than
-- words, and two days with one number do no harm before the exact count.
CREATE TEMP TABLE busy AS
SELECT hash(debtor_id, local_day(epoch_us("at"))) AS key FROM $contacts
WHERE channel = 'call' AND direction = 'out' AND (outcome = 'conversation' OR outcome IS NULL)
    AND "at" >= TIMESTAMPTZ '2025-02-28 00:00:00+08'
GROUP BY 1 HAVING count(*) > 3;
CREATE TEMP TABLE effective AS
SELECT row, certain AND least > 3 AS certain, CASE WHEN certain AND least > 3 THEN least ELSE most END AS n,
    CASE WHEN certain AND least > 3 THEN surely ELSE perhaps END AS related
FROM (
    SELECT row, outcome IS NOT NULL AS certain, count(outcome) OVER upto AS least, row_number() OVER upto AS most,
        list(contact_id) FILTER (outcome IS NOT NULL) OVER upto AS surely, list(contact_id) OVER upto AS perhaps
    FROM (SELECT file_row_number AS row, contact_id, "at", lender, debtor_id, outcome FROM read_parquet($contacts, file_row_number = true)
        WHERE channel = 'call' AND direction = 'out' AND (outcome = 'conversation' OR outcome IS NULL)
            AND "at" >= TIMESTAMPTZ '2025-02-28 00:00:00+08')
    SEMI JOIN busy ON key = hash(debtor_id, local_day(epoch_us("at")))
    WINDOW upto AS (PARTITION BY lender, debtor_id, local_day(epoch_us("at")) ORDER BY "at", contact_id ROWS UNBOUNDED PRECEDING))
WHERE most > 3;

-- us-regf: calls of one collector on one debt. `invited` calls are left out; whether one was is unknown where a consent is
-- entered, since none says when it was received.
CREATE TEMP TABLE calls AS
SELECT row, contact_id, "at", day, collector, unnest(debt_id) AS debt, uninvited, conversed
FROM (
    SELECT file_row_number AS row, contact_id, "at", local_day(epoch_us("at")) AS day, coalesce(nullif(agency, ''), lender) AS collector, debt_id,
        CASE WHEN direction = 'in' OR outcome IN ('busy', 'not_in_service', 'failed') OR counterparty = 'attorney' THEN FALSE
            WHEN outcome IS NULL OR counterparty = 'unknown' OR list_has_any(consent, ['frequency', 'recontact']) THEN NULL
            ELSE TRUE END AS uninvited,
        outcome = 'conversation' AS conversed
    FROM read_parquet($contacts, file_row_number = true) WHERE channel = 'call')
WHERE uninvited IS DISTINCT FROM FALSE OR conversed IS DISTINCT FROM FALSE;

-- us-regf: conversations of the seven days before a call.
CREATE TEMP TABLE talked AS
SELECT * FROM (
    SELECT *, count(*) FILTER (conversed) OVER before - count(*) FILTER (conversed) OVER earlier AS least,
        count(*) FILTER (conversed IS DISTINCT FROM FALSE) OVER before - count(*) FILTER (conversed IS DISTINCT FROM FALSE) OVER earlier AS most
    FROM calls
    WINDOW before AS (PARTITION BY debt, collector ORDER BY day, "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        earlier AS (PARTITION BY debt, collector ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND 7 PRECEDING))
WHERE uninvited IS DISTINCT FROM FALSE AND most > 0;
CREATE TEMP TABLE talked_calls AS
SELECT row, coalesce(bool_or(uninvited AND least > 0), FALSE) AS certain, any_value(contact_id) AS contact_id,
    CASE WHEN certain THEN max(least) ELSE max(most) END AS n
FROM talked GROUP BY row;
CREATE TEMP TABLE after_conversation AS
SELECT t.row, any_value(t.certain) AS certain, any_value(t.n) AS n,
    list_append(list(o.contact_id ORDER BY o."at", o.contact_id), any_value(t.contact_id)) AS related
FROM talked_calls t JOIN (
    SELECT DISTINCT a.row, b.contact_id, b."at"
    FROM talked a JOIN talked_calls c ON c.row = a.row AND (NOT c.certain OR a.least > 0)
    JOIN (SELECT contact_id, "at", day, debt, collector, conversed FROM calls WHERE conversed IS DISTINCT FROM FALSE) b
        ON b.debt = a.debt AND b.collector = a.collector AND b.day BETWEEN a.day - 6 AND a.day
        AND (NOT c.certain OR b.conversed) AND (b."at", b.contact_id) < (a."at", a.contact_id)) o ON o.row = t.row
GROUP BY t.row;

-- us-regf: calls of seven days, more than 7, and of one day, six and more. Only debts called so often are looked at.
CREATE TEMP TABLE dialled AS
SELECT *, CASE WHEN uninvited THEN count(*) FILTER (uninvited) OVER upto - count(*) FILTER (uninvited) OVER earlier ELSE 0 END AS least,
    count(*) OVER upto - count(*) OVER earlier AS most,
    CASE WHEN uninvited THEN count(*) FILTER (uninvited) OVER today ELSE 0 END AS today_least, count(*) OVER today AS today_most
FROM (SELECT * FROM calls WHERE uninvited IS DISTINCT FROM FALSE)
SEMI JOIN (SELECT debt, collector FROM calls WHERE uninvited IS DISTINCT FROM FALSE GROUP BY ALL HAVING count(*) > 5) USING (debt, collector)
WINDOW upto AS (PARTITION BY debt, collector ORDER BY day, "at", contact_id ROWS UNBOUNDED PRECEDING),
    earlier AS (PARTITION BY debt, collector ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND 7 PRECEDING),
    today AS (PARTITION BY debt, collector, day ORDER BY "at", contact_id ROWS UNBOUNDED PRECEDING);
CREATE TEMP MACRO counted_with(days, enough) AS TABLE
WITH full_debts AS (
    SELECT row, contact_id, "at", day, debt, collector, CASE days WHEN 7 THEN least ELSE today_least END AS least,
        CASE days WHEN 7 THEN most ELSE today_most END AS most
    FROM dialled WHERE CASE days WHEN 7 THEN most ELSE today_most END >= enough),
full_calls AS (
    SELECT row, bool_or(least >= enough) AS certain, any_value(contact_id) AS contact_id,
        CASE WHEN certain THEN max(least) ELSE max(most) END AS n
    FROM full_debts GROUP BY row)
SELECT t.row, any_value(t.certain) AS certain, any_value(t.n) AS n, list(o.contact_id ORDER BY o."at", o.contact_id) AS related
FROM full_calls t JOIN (
    SELECT DISTINCT a.row, b.contact_id, b."at"
    FROM full_debts a JOIN full_calls c ON c.row = a.row AND (NOT c.certain OR a.least >= enough)
    JOIN dialled b ON b.debt = a.debt AND b.collector = a.collector AND b.day BETWEEN a.day - days + 1 AND a.day
        AND (b.row = a.row OR ((NOT c.certain OR b.uninvited) AND (b."at", b.contact_id) < (a."at", a.contact_id)))) o ON o.row = t.row
GROUP BY t.row;
CREATE TEMP TABLE seven_in_seven AS FROM counted_with(7, 8);
CREATE TEMP TABLE in_succession AS FROM counted_with(1, 6);

-- us-regf: contacts with the debtor's attorney before one with the debtor.
CREATE TEMP TABLE counsel AS
SELECT contact_id, "at", coalesce(nullif(agency, ''), lender) AS collector, unnest(debt_id) AS debt,
    CASE WHEN counterparty = 'attorney' THEN TRUE END AS certain
FROM $contacts WHERE counterparty IN ('attorney', 'unknown');
CREATE TEMP TABLE dealt_with AS
SELECT row, a.contact_id, known, debt, c.contact_id AS other, c."at" AS other_at, c.certain
FROM (
    SELECT file_row_number AS row, contact_id, "at", coalesce(nullif(agency, ''), lender) AS collector, unnest(debt_id) AS debt,
        counterparty IS DISTINCT FROM 'unknown' AS known
    FROM read_parquet($contacts, file_row_number = true)
    WHERE direction = 'out' AND (counterparty IN ('debtor', 'unknown') OR counterparty IS NULL)
        AND coalesce(purpose, 'collect') NOT IN ('reply', 'notice_required_by_law')) a
JOIN counsel c USING (debt, collector)
WHERE (c."at", c.contact_id) < (a."at", a.contact_id);
CREATE TEMP TABLE represented AS
WITH several AS (
    SELECT row, any_value(contact_id) AS contact_id, coalesce(bool_or(known AND least > 0), FALSE) AS certain,
        CASE WHEN certain THEN max(least) ELSE max(most) END AS n
    FROM (SELECT row, debt, any_value(contact_id) AS contact_id, any_value(known) AS known,
            count(certain) AS least, count(*) AS most FROM dealt_with GROUP BY row, debt)
    GROUP BY row)
SELECT s.row, any_value(s.certain) AS certain, any_value(n) AS n,
    list_append(list(o.other ORDER BY o.other_at, o.other), any_value(s.contact_id)) AS related
FROM several s JOIN (SELECT DISTINCT d.row, other, other_at FROM dealt_with d JOIN several c ON c.row = d.row AND (NOT c.certain OR d.certain)) o
    ON o.row = s.row
GROUP BY s.row;

-- us-regf: contacts that came to one third person before he is asked again where the debtor is.
CREATE TEMP TABLE askers AS
SELECT file_row_number AS row, contact_id, "at", coalesce(nullif(agency, ''), lender) AS collector, debtor_id, counterparty, "number",
    counterparty <> 'unknown' AS known
FROM read_parquet($contacts, file_row_number = true)
WHERE direction = 'out' AND purpose = 'locate' AND counterparty IN ('emergency_contact', 'relative', 'colleague', 'employer', 'other', 'unknown');
CREATE TEMP TABLE asked_again AS
SELECT row, known AND least > 0 AS certain, CASE WHEN known AND least > 0 THEN least ELSE most END AS n,
    list_append(CASE WHEN known AND least > 0 THEN surely ELSE perhaps END, contact_id) AS related
FROM (
    SELECT a.row, any_value(a.contact_id) AS contact_id, any_value(known) AS known, count(*) FILTER (sure) AS least, count(*) AS most,
        list(b.contact_id ORDER BY b."at", b.contact_id) FILTER (sure) AS surely, list(b.contact_id ORDER BY b."at", b.contact_id) AS perhaps
    FROM askers a JOIN (
        SELECT contact_id, "at", coalesce(nullif(agency, ''), lender) AS collector, debtor_id, counterparty, "number",
            counterparty <> 'unknown' AND (channel <> 'call' OR outcome IS NOT NULL) AS sure
        FROM $contacts
        WHERE direction = 'out' AND counterparty IN ('emergency_contact', 'relative', 'colleague', 'employer', 'other', 'unknown')
            AND (channel IN ('visit', 'letter') OR (channel = 'call' AND (outcome IN ('conversation', 'answered') OR outcome IS NULL))
            OR (channel IN ('sms', 'im', 'email') AND outcome IS DISTINCT FROM 'failed'))) b
        ON b.collector = a.collector AND b.debtor_id = a.debtor_id AND b.counterparty = a.counterparty
        AND b."number" IS NOT DISTINCT FROM a."number" AND (b."at", b.contact_id) < (a."at", a.contact_id)
    GROUP BY a.row);

-- us-regf: what came to the debtor by one medium since he last began something by it, before a reply at an inconvenient time.
CREATE TEMP TABLE repliers AS
SELECT file_row_number AS row, coalesce(nullif(agency, ''), lender) AS collector, debtor_id, channel, counterparty IS DISTINCT FROM 'unknown' AS known
FROM read_parquet($contacts, file_row_number = true)
WHERE direction = 'out' AND purpose = 'reply' AND (counterparty IS NULL OR counterparty IN ('debtor', 'unknown'))
    AND channel IN ('call', 'sms', 'im', 'email', 'visit') AND NOT list_contains(consent, 'hours')
    AND ((epoch_us("at") + 28800000000) % 86400000000 < 28800000000 OR (epoch_us("at") + 28800000000) % 86400000000 > 75600000000);
CREATE TEMP TABLE replied_again AS
WITH to_and_fro AS (
    SELECT row, contact_id, "at", collector, debtor_id, channel, direction = 'in' AND person AS began, direction = 'out' AND person AND CASE channel
        WHEN 'call' THEN outcome IN ('conversation', 'answered', 'voicemail', 'dropped')
        WHEN 'letter' THEN TRUE WHEN 'visit' THEN TRUE WHEN 'post' THEN TRUE ELSE outcome IS DISTINCT FROM 'failed' END AS came
    FROM (
        SELECT file_row_number AS row, *, coalesce(nullif(agency, ''), lender) AS collector,
            CASE counterparty WHEN 'unknown' THEN NULL ELSE coalesce(counterparty, 'debtor') = 'debtor' END AS person
        FROM read_parquet($contacts, file_row_number = true))
    SEMI JOIN repliers r USING (collector, debtor_id, channel)),
after_each AS (
    SELECT *, count(*) FILTER (began) OVER before AS surely_after, count(*) FILTER (began IS DISTINCT FROM FALSE) OVER before AS perhaps_after
    FROM to_and_fro
    WINDOW before AS (PARTITION BY collector, debtor_id, channel ORDER BY "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
several AS (
    SELECT row, contact_id, surely_after, perhaps_after, count(*) FILTER (came) OVER sure AS least, count(*) FILTER (came IS DISTINCT FROM FALSE) OVER may AS most,
        list(contact_id) FILTER (came) OVER sure AS surely, list(contact_id) FILTER (came IS DISTINCT FROM FALSE) OVER may AS perhaps
    FROM after_each
    WINDOW sure AS (PARTITION BY collector, debtor_id, channel, perhaps_after ORDER BY "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        may AS (PARTITION BY collector, debtor_id, channel, surely_after ORDER BY "at", contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
SELECT row, known AND least > 0 AND surely_after > 0 AS certain, CASE WHEN certain THEN least ELSE most END AS n,
    CASE WHEN certain THEN surely_after ELSE perhaps_after END AS m,
    list_append(CASE WHEN certain THEN surely ELSE perhaps END, contact_id) AS related
FROM several JOIN (SELECT row, known FROM repliers) USING (row)
WHERE most > 0 AND perhaps_after > 0;

-- One pass over the contacts keeps those that some rule may find, with the numbers of the rules that do not count, in the
-- order of (pack, rule).
CREATE TEMP TABLE seen AS
SELECT c.row, contact_id, "at", debtor_id, c.lender, c.agency, channel, outcome, person, purpose, exception, consent, identified, place,
    heard.heard, c.text IS NOT NULL AS worded, coalesce(len(debtor_tz) > 0, FALSE) AS at_home,
    list_filter([
        CASE WHEN guided AND c.agency <> '' AND mandated.day IS NULL THEN 0 END,
        CASE WHEN guided AND words_borrow_elsewhere IS NOT NULL THEN 2 END,
        CASE WHEN guided AND (night OR (dark AND channel = 'email')) AND NOT list_contains(consent, 'hours') THEN 3 END,
        CASE WHEN guided AND third AND words_debt IS NOT NULL THEN 4 END,
        CASE WHEN guided AND words_false_consequence IS NOT NULL THEN 5 END,
        CASE WHEN guided AND words_impersonation IS NOT NULL THEN 7 END,
        CASE WHEN guided AND words_insult IS NOT NULL THEN 8 END,
        CASE WHEN guided AND channel = 'post' THEN 9 END,
        CASE WHEN guided AND words_threat IS NOT NULL THEN 11 END,
        CASE WHEN guided AND channel = 'visit' AND place = 'home' AND NOT list_contains(consent, 'place') THEN 12 END,
        CASE WHEN standard AND third AND refused AND purpose NOT IN ('reply', 'notice_required_by_law') THEN 13 END,
        CASE WHEN standard AND night AND NOT list_contains(consent, 'hours') THEN 14 END,
        CASE WHEN standard AND third AND words_debt IS NOT NULL THEN 15 END,
        CASE WHEN standard AND third AND (purpose = 'collect' OR (purpose IN ('locate', 'relay')
            AND exception NOT IN ('unreachable', 'deceased', 'incapacity'))) THEN 17 END,
        CASE WHEN outward AND c.agency <> '' AND mandated.day IS NULL THEN 18 END,
        CASE WHEN outward AND (channel = 'post' OR (third AND words_debt IS NOT NULL)) THEN 19 END,
        CASE WHEN outward AND channel = 'visit' AND len(media) = 0 THEN 20 END,
        CASE WHEN outward AND words_insult IS NOT NULL THEN 21 END,
        CASE WHEN unrecorded THEN 22 END,
        CASE WHEN third AND purpose = 'collect' THEN 23 END,
        CASE WHEN outward AND words_threat IS NOT NULL THEN 24 END,
        CASE WHEN outward AND words_insult IS NOT NULL THEN 25 END,
        CASE WHEN stranger AND purpose = 'collect' THEN 26 END,
        CASE WHEN outward AND words_threat IS NOT NULL THEN 27 END,
        CASE WHEN ceased AND purpose <> 'notice_required_by_law' THEN 28 END,
        CASE WHEN inconvenient AND NOT list_contains(consent, 'hours') THEN 31 END,
        CASE WHEN stranger AND words_debt IS NOT NULL AND NOT list_contains(consent, 'third_party') THEN 32 END,
        CASE WHEN unnamed AND CASE WHEN c.text IS NULL THEN identified IS DISTINCT FROM TRUE
            ELSE heard.heard IS NULL OR said_debt_collector IS DISTINCT FROM TRUE END THEN 33 END,
        CASE WHEN outward AND words_insult IS NOT NULL THEN 34 END,
        CASE WHEN closed AND (purpose <> 'notice_required_by_law' OR channel <> 'letter') THEN 36 END,
        CASE WHEN unasked AND (heard.heard IS NULL OR said_opt_out IS DISTINCT FROM TRUE) THEN 37 END,
        CASE WHEN outward AND channel = 'post' THEN 38 END,
        CASE WHEN stranger AND purpose IN ('collect', 'relay') AND NOT list_contains(consent, 'third_party') THEN 42 END,
        CASE WHEN at_work AND NOT list_contains(consent, 'place') THEN 43 END], lambda rule: rule IS NOT NULL) AS rules,
    attempts.certain AS certain_1, attempts.n AS n_1, attempts.related AS related_1,
    first_contacts.certain AS certain_6, first_contacts.n AS n_6, first_contacts.related AS related_6,
    strangers.certain AS certain_10, strangers.n AS n_10, strangers.m AS m_10, strangers.related AS related_10,
    effective.certain AS certain_16, effective.n AS n_16, effective.related AS related_16,
    after_conversation.certain AS certain_29, after_conversation.n AS n_29, after_conversation.related AS related_29,
    seven_in_seven.certain AS certain_30, seven_in_seven.n AS n_30, seven_in_seven.related AS related_30,
    in_succession.certain AS certain_39, in_succession.n AS n_39, in_succession.related AS related_39,
    represented.certain AS certain_40, represented.n AS n_40, represented.related AS related_40,
    asked_again.certain AS certain_35, asked_again.n AS n_35, asked_again.related AS related_35,
    replied_again.certain AS certain_41, replied_again.n AS n_41, replied_again.m AS m_41, replied_again.related AS related_41
FROM (
    SELECT *, outward AND "at" >= TIMESTAMPTZ '2026-01-30 00:00:00+08' AS guided,
        outward AND "at" >= TIMESTAMPTZ '2025-02-28 00:00:00+08' AS standard,
        outward AND dark AND channel IN ('call', 'sms', 'im', 'visit') AS night,
        outward AND counterparty NOT IN ('debtor', 'guarantor', 'attorney') AS third,
        outward AND counterparty NOT IN ('debtor', 'guarantor', 'attorney', 'spouse') AS stranger,
        recording = '' AND channel = 'call' AND (outcome IN ('conversation', 'answered') OR outcome IS NULL) AS unrecorded,
        outward AND ceased_at <= "at" AND person IS DISTINCT FROM 'attorney' AS ceased,
        outward AND (local_us < 28800000000 OR local_us > 75600000000) AND channel IN ('call', 'sms', 'im', 'email', 'visit')
            AND person IS DISTINCT FROM 'attorney' AS inconvenient,
        outward AND (counterparty IS NULL OR counterparty IN ('debtor', 'guarantor', 'spouse', 'unknown')) AND (channel IN ('visit', 'letter')
            OR (channel = 'call' AND (outcome IN ('conversation', 'answered') OR outcome IS NULL))
            OR (channel IN ('sms', 'im', 'email') AND outcome IS DISTINCT FROM 'failed')) AS unnamed,
        outward AND list_contains(opted_out, channel) AS closed,
        outward AND channel IN ('sms', 'im', 'email') AND text IS NOT NULL AS unasked,
        outward AND place = 'work' AND (counterparty IS NULL OR counterparty IN ('debtor', 'guarantor', 'spouse', 'unknown')) AS at_work
    FROM (
        SELECT file_row_number AS row, * EXCLUDE (purpose), direction = 'out' AS outward, coalesce(purpose, 'collect') AS purpose,
            CASE counterparty WHEN 'unknown' THEN NULL ELSE coalesce(counterparty, 'debtor') END AS person,
            (epoch_us("at") + 28800000000) % 86400000000 AS local_us, local_day(epoch_us("at")) AS day,
            -- 22:00 to 08:00 at UTC+8 is 14:00 to 24:00 at UTC
            epoch_us("at") % 86400000000 >= 50400000000 AS dark
        FROM read_parquet($contacts, file_row_number = true))) c
LEFT JOIN heard ON heard.text = c.text
LEFT JOIN mandated ON mandated.agency = c.agency AND mandated.lender = c.lender AND mandated.day = c.day
LEFT JOIN attempts ON attempts.row = c.row
LEFT JOIN first_contacts ON first_contacts.row = c.row
LEFT JOIN strangers ON strangers.row = c.row
LEFT JOIN effective ON effective.row = c.row
LEFT JOIN after_conversation ON after_conversation.row = c.row
LEFT JOIN seven_in_seven ON seven_in_seven.row = c.row
LEFT JOIN in_succession ON in_succession.row = c.row
LEFT JOIN represented ON represented.row = c.row
LEFT JOIN asked_again ON asked_again.row = c.row
LEFT JOIN replied_again ON replied_again.row = c.row
WHERE third OR unrecorded OR ceased OR inconvenient OR unnamed OR closed OR unasked OR at_work OR (outward AND (night OR channel IN ('post', 'visit')))
    OR (outward AND heard.heard IS NOT NULL) OR (outward AND c.agency <> '' AND mandated.day IS NULL)
    OR attempts.row IS NOT NULL OR first_contacts.row IS NOT NULL OR strangers.row IS NOT NULL OR effective.row IS NOT NULL
    OR after_conversation.row IS NOT NULL OR seven_in_seven.row IS NOT NULL OR in_succession.row IS NOT NULL OR represented.row IS NOT NULL
    OR asked_again.row IS NOT NULL OR replied_again.row IS NOT NULL;

-- Contacts are sorted, then findings are written out.
COPY (
SELECT contact_id, debtor_id, "at", lender, agency,
    CASE WHEN rule < 13 THEN 'cn-cba-2026' WHEN rule < 18 THEN 'cn-gbt-45251-2025' WHEN rule < 25 THEN 'cn-ningbo'
        WHEN rule < 28 THEN 'uk-conc7' ELSE 'us-regf' END AS pack,
    CASE rule WHEN 0 THEN 'agency-not-admitted' WHEN 1 THEN 'attempts-per-number' WHEN 2 THEN 'borrow-elsewhere' WHEN 3 THEN 'contact-hours'
        WHEN 4 THEN 'disclosure' WHEN 5 THEN 'false-consequence' WHEN 6 THEN 'identification-missing' WHEN 7 THEN 'impersonation'
        WHEN 8 THEN 'insult' WHEN 9 THEN 'public-post' WHEN 10 THEN 'third-person' WHEN 11 THEN 'threat' WHEN 12 THEN 'visit-place'
        WHEN 13 THEN 'contact-after-refusal' WHEN 14 THEN 'contact-hours' WHEN 15 THEN 'disclosure' WHEN 16 THEN 'effective-calls-per-day'
        WHEN 17 THEN 'third-person' WHEN 18 THEN 'agency-not-admitted' WHEN 19 THEN 'disclosure' WHEN 20 THEN 'images-missing'
        WHEN 21 THEN 'insult' WHEN 22 THEN 'recording-missing' WHEN 23 THEN 'third-person' WHEN 24 THEN 'threat' WHEN 25 THEN 'insult'
        WHEN 26 THEN 'third-person' WHEN 27 THEN 'threat' WHEN 28 THEN 'after-cease' WHEN 29 THEN 'call-after-conversation'
        WHEN 30 THEN 'calls-7-in-7' WHEN 31 THEN 'contact-hours' WHEN 32 THEN 'disclosure' WHEN 33 THEN 'identification-missing'
        WHEN 34 THEN 'insult' WHEN 35 THEN 'location-repeated' WHEN 36 THEN 'medium-opt-out' WHEN 37 THEN 'opt-out-missing' WHEN 38 THEN 'public-post'
        WHEN 39 THEN 'rapid-succession' WHEN 40 THEN 'represented' WHEN 41 THEN 'reply-once' WHEN 42 THEN 'third-person' WHEN 43 THEN 'workplace' END AS rule,
    CASE WHEN rule < 13 THEN DATE '2026-01-30' WHEN rule < 18 THEN DATE '2025-02-28' WHEN rule < 25 THEN DATE '2024-09-01'
        WHEN rule < 28 THEN DATE '2024-11-06' ELSE DATE '2021-11-30' END AS in_force,
    CASE WHEN NOT certain OR rule IN (0, 12, 25, 26, 27, 32, 35, 39, 40, 42, 43) THEN 'review' WHEN rule = 1 THEN 'advice' WHEN rule IN (29, 30) THEN 'presumed_violation'
        ELSE 'breach' END AS outcome,
    CASE WHEN rule IN (1, 33, 39) THEN 'low' WHEN rule IN (0, 6, 12, 16, 20, 22, 29, 30, 35, 37, 40, 43) THEN 'medium' ELSE 'high' END AS severity,
    CASE rule WHEN 1 THEN related_1 WHEN 6 THEN related_6 WHEN 10 THEN related_10 WHEN 16 THEN related_16 WHEN 29 THEN related_29
        WHEN 30 THEN related_30 WHEN 35 THEN related_35 WHEN 39 THEN related_39 WHEN 40 THEN related_40 WHEN 41 THEN related_41 ELSE [contact_id] END AS related,
    CASE rule
        WHEN 0 THEN concat('{"agency":', to_json(agency)::VARCHAR, ',"direction":"out","mandated":false}')
        WHEN 1 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR, ',"count_unanswered_day":', n,
            ',"direction":"out","limit":6,"outcome":', outcome_json(outcome), '}')
        WHEN 2 THEN concat('{"confidence_borrow_elsewhere":', coalesce(confidence_borrow_elsewhere::VARCHAR, 'null'),
            ',"direction":"out","said_borrow_elsewhere":', bool_json(said_borrow_elsewhere), ',"words_borrow_elsewhere":',
            coalesce(to_json(words_borrow_elsewhere)::VARCHAR, 'null'), '}')
        WHEN 3 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR, ',"direction":"out","local_time":"', clock[12:],
            '","quiet_from":"22:00","quiet_to":"08:00"}')
        WHEN 4 THEN concat('{"confidence_debt":', coalesce(confidence_debt::VARCHAR, 'null'), ',"counterparty":', person_json(person),
            ',"direction":"out","said_debt":', bool_json(said_debt), ',"words_debt":', coalesce(to_json(words_debt)::VARCHAR, 'null'), '}')
        WHEN 5 THEN concat('{"confidence_false_consequence":', coalesce(confidence_false_consequence::VARCHAR, 'null'),
            ',"direction":"out","said_false_consequence":', bool_json(said_false_consequence), ',"words_false_consequence":',
            coalesce(to_json(words_false_consequence)::VARCHAR, 'null'), '}')
        WHEN 6 THEN concat('{"before_reached_ever":', n, ',"channel":"', channel, '","direction":"out","identified":', bool_json(identified),
            ',"outcome":', outcome_json(outcome), '}')
        WHEN 7 THEN concat('{"confidence_impersonation":', coalesce(confidence_impersonation::VARCHAR, 'null'),
            ',"direction":"out","said_impersonation":', bool_json(said_impersonation), ',"words_impersonation":',
            coalesce(to_json(words_impersonation)::VARCHAR, 'null'), '}')
        WHEN 8 THEN concat('{"confidence_insult":', coalesce(confidence_insult::VARCHAR, 'null'), ',"direction":"out","said_insult":',
            bool_json(said_insult), ',"words_insult":', coalesce(to_json(words_insult)::VARCHAR, 'null'), '}')
        WHEN 9 THEN concat('{"channel":"', channel, '","direction":"out"}')
        WHEN 10 THEN concat('{"before_failed_in_a_row":', n, ',"before_out_of_service_in_a_row":', m, ',"counterparty":', person_json(person),
            ',"direction":"out","exception":"', exception, '","failures":3,"purpose":"', purpose, '"}')
        WHEN 11 THEN concat('{"confidence_threat":', coalesce(confidence_threat::VARCHAR, 'null'), ',"direction":"out","said_threat":',
            bool_json(said_threat), ',"words_threat":', coalesce(to_json(words_threat)::VARCHAR, 'null'), '}')
        WHEN 12 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR, ',"direction":"out","place":"', place, '"}')
        WHEN 13 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","purpose":"', purpose, '","refused":true}')
        WHEN 14 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR, ',"direction":"out","local_time":"', clock[12:],
            '","quiet_from":"22:00","quiet_to":"08:00"}')
        WHEN 15 THEN concat('{"confidence_debt":', coalesce(confidence_debt::VARCHAR, 'null'), ',"counterparty":', person_json(person),
            ',"direction":"out","said_debt":', bool_json(said_debt), ',"words_debt":', coalesce(to_json(words_debt)::VARCHAR, 'null'), '}')
        WHEN 16 THEN concat('{"channel":"', channel, '","count_effective_day":', n, ',"direction":"out","limit":3,"outcome":',
            outcome_json(outcome), '}')
        WHEN 17 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","exception":"', exception, '","purpose":"', purpose, '"}')
        WHEN 18 THEN concat('{"agency":', to_json(agency)::VARCHAR, ',"direction":"out","mandated":false}')
        WHEN 19 THEN concat('{"channel":"', channel, '","confidence_debt":', coalesce(confidence_debt::VARCHAR, 'null'), ',"counterparty":',
            person_json(person), ',"direction":"out","said_debt":', bool_json(said_debt), ',"words_debt":', coalesce(to_json(words_debt)::VARCHAR,
            'null'), '}')
        WHEN 20 THEN concat('{"channel":"', channel, '","direction":"out","media":[]}')
        WHEN 21 THEN concat('{"confidence_insult":', coalesce(confidence_insult::VARCHAR, 'null'), ',"direction":"out","said_insult":',
            bool_json(said_insult), ',"words_insult":', coalesce(to_json(words_insult)::VARCHAR, 'null'), '}')
        WHEN 22 THEN concat('{"channel":"', channel, '","outcome":', outcome_json(outcome), ',"recording":""}')
        WHEN 23 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","exception":"', exception, '","purpose":"', purpose, '"}')
        WHEN 24 THEN concat('{"confidence_threat":', coalesce(confidence_threat::VARCHAR, 'null'), ',"direction":"out","said_threat":',
            bool_json(said_threat), ',"words_threat":', coalesce(to_json(words_threat)::VARCHAR, 'null'), '}')
        WHEN 25 THEN concat('{"confidence_insult":', coalesce(confidence_insult::VARCHAR, 'null'), ',"direction":"out","said_insult":',
            bool_json(said_insult), ',"words_insult":', coalesce(to_json(words_insult)::VARCHAR, 'null'), '}')
        WHEN 26 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","purpose":"', purpose, '"}')
        WHEN 27 THEN concat('{"confidence_threat":', coalesce(confidence_threat::VARCHAR, 'null'), ',"direction":"out","said_threat":',
            bool_json(said_threat), ',"words_threat":', coalesce(to_json(words_threat)::VARCHAR, 'null'), '}')
        WHEN 28 THEN concat('{"ceased":true,"direction":"out","purpose":"', purpose, '","to_attorney":', bool_json(attorney), '}')
        WHEN 29 THEN concat('{"before_conversation_7d":', n, ',"before_conversation_since_consent":', m, ',"channel":"', channel, '","consent":',
            to_json(consent)::VARCHAR, ',"consent_day":null,"direction":"out","outcome":', outcome_json(outcome), ',"to_attorney":',
            bool_json(attorney), '}')
        WHEN 30 THEN concat('{"count_uninvited_7d":', n, ',"limit":7}')
        WHEN 31 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR, ',"direction":"out","local_time":"', clock[12:],
            '","open_from":"08:00","open_to":"21:00","purpose":"', purpose, '","to_attorney":', bool_json(attorney), '}')
        WHEN 32 THEN concat('{"confidence_debt":', coalesce(confidence_debt::VARCHAR, 'null'), ',"consent":', to_json(consent)::VARCHAR,
            ',"counterparty":', person_json(person), ',"direction":"out","said_debt":', bool_json(said_debt), ',"words_debt":',
            coalesce(to_json(words_debt)::VARCHAR, 'null'), '}')
        WHEN 33 THEN concat('{"channel":"', channel, '","direction":"out","identified":', bool_json(identified), ',"outcome":',
            outcome_json(outcome), ',"said_debt_collector":', bool_json(said_debt_collector), ',"to_attorney":', bool_json(attorney),
            ',"to_third_person":', bool_json(third), '}')
        WHEN 34 THEN concat('{"confidence_insult":', coalesce(confidence_insult::VARCHAR, 'null'), ',"direction":"out","said_insult":',
            bool_json(said_insult), ',"words_insult":', coalesce(to_json(words_insult)::VARCHAR, 'null'), '}')
        WHEN 35 THEN concat('{"before_third_person_ever":', n, ',"direction":"out","purpose":"', purpose, '","to_third_person":', bool_json(third), '}')
        WHEN 36 THEN concat('{"channel":"', channel, '","direction":"out","medium_closed":true,"purpose":"', purpose, '"}')
        WHEN 37 THEN concat('{"channel":"', channel, '","direction":"out","said_opt_out":', bool_json(said_opt_out), ',"to_attorney":',
            bool_json(attorney), ',"to_third_person":', bool_json(third), '}')
        WHEN 38 THEN concat('{"channel":"', channel, '","direction":"out"}')
        WHEN 39 THEN concat('{"count_uninvited_day":', n, ',"many":6}')
        WHEN 40 THEN concat('{"before_counsel_ever":', n, ',"counterparty":', person_json(person), ',"direction":"out","purpose":"', purpose, '"}')
        WHEN 41 THEN concat('{"before_inbound_ever":', m, ',"before_outbound_in_a_row":', n, ',"channel":"', channel, '","consent":',
            to_json(consent)::VARCHAR, ',"counterparty":', person_json(person), ',"direction":"out","local_time":"', clock[12:],
            '","open_from":"08:00","open_to":"21:00","purpose":"', purpose, '"}')
        WHEN 42 THEN concat('{"consent":', to_json(consent)::VARCHAR, ',"counterparty":', person_json(person), ',"direction":"out","purpose":"',
            purpose, '"}')
        WHEN 43 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR, ',"direction":"out","place":"', place,
            '","to_attorney":', bool_json(attorney), ',"to_third_person":', bool_json(third), '}') END AS facts,
    CASE rule
        WHEN 0 THEN concat(state_zh, clock, ' 由 ', agency, ' 联系，当日不在该机构对 ', lender, ' 的委托期内，请人工核对准入与公示名单。')
        WHEN 1 THEN concat(state_zh, clock, ' 的拨打是当日对同一号码的第 ', n, ' 次无人应答的拨打，不宜超过 6 次。')
        WHEN 2 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似要求借新还旧「', words_borrow_elsewhere, '」，请人工核对。')
        WHEN 3 THEN concat(state_zh, clock, '（当地时间）以', channel_zh(channel), '联系，在 22:00 至次日 08:00 之间，且未见债务人同意。')
        WHEN 4 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '的内容中提到债务「', words_debt, '」，请人工核对是否透露了债务人的财务信息。')
        WHEN 5 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似虚构或夸大后果「', words_false_consequence, '」，请人工核对。')
        WHEN 6 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '是文件中对该债务人的首次联系，未表明机构身份。')
        WHEN 7 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似冒充行政或司法机关「', words_impersonation, '」，请人工核对。')
        WHEN 8 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似含有侮辱用语「', words_insult, '」，请人工核对。')
        WHEN 9 THEN concat(state_zh, clock, ' 公开张贴或发布催收内容。')
        WHEN 10 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '（目的：', purpose_zh(purpose),
            '）；此前文件中对债务人连续失败的联系为 ', n, ' 次，失联须连续 3 次，且只可询问联系方式或请其转告。')
        WHEN 11 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似含有威胁用语「', words_threat, '」，请人工核对。')
        WHEN 12 THEN concat(state_zh, clock, ' 上门到住所，未见债务人同意；是否进入，请人工核对。')
        WHEN 13 THEN concat(state_zh, clock, ' 又以', channel_zh(channel), '联系', person_zh(person), '，对方此前已明确拒绝。')
        WHEN 14 THEN concat(state_zh, clock, '（当地时间）以', channel_zh(channel), '联系，在 22:00 至次日 08:00 之间，且未见双方另有约定。')
        WHEN 15 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '的内容中提到债务「', words_debt, '」，请人工核对是否透露了欠款。')
        WHEN 16 THEN concat(state_zh, clock, ' 的通话是当日对同一债务人的第 ', n, ' 次有效通话（含各受托机构），上限 3 次。')
        WHEN 17 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '（目的：', purpose_zh(purpose), '），不属于可联系联系人的特定情况。')
        WHEN 18 THEN concat(state_zh, clock, ' 由 ', agency, ' 联系，当日不在该机构对 ', lender, ' 的委托期内。')
        WHEN 19 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '触达债务人以外的人，请人工核对是否透露了债务人信息。')
        WHEN 20 THEN concat(state_zh, clock, ' 的上门没有影像资料。')
        WHEN 21 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似含有侮辱用语「', words_insult, '」，请人工核对。')
        WHEN 22 THEN concat(state_zh, clock, ' 接通的通话没有录音。')
        WHEN 23 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '向', person_zh(person), '催收。')
        WHEN 24 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似含有威胁用语「', words_threat, '」，请人工核对。')
        WHEN 25 THEN concat(state_zh, london, ' 的', channel_zh(channel), '内容疑似含有侮辱用语「', words_insult, '」，是否合乎宽容与公平对待的要求，请人工判断。')
        WHEN 26 THEN concat(state_zh, london, ' 以', channel_zh(channel), '向', person_zh(person), '催收，是否误追了不欠债的人，请人工判断。')
        WHEN 27 THEN concat(state_zh, london, ' 的', channel_zh(channel), '内容疑似含有威胁用语「', words_threat, '」，是否合乎宽容与公平对待的要求，请人工判断。')
        WHEN 28 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系，此前已收到停止联系的通知。')
        WHEN 29 THEN concat(state_zh, clock, ' 的拨打在就同一债务通话后的 7 日之内（通话当日为第 1 日，期间通话 ', n, ' 次），推定违规；推定可由具名因素反驳。')
        WHEN 30 THEN concat(state_zh, clock, ' 的拨打是同一催收人 7 日内就同一债务的第 ', n, ' 次，超过 7 次推定违规；推定可由具名因素反驳。')
        WHEN 31 THEN concat(state_zh, clock, '（当地时间）以', channel_zh(channel), '联系（目的：', purpose_zh(purpose), '），在 08:00 之前或 21:00 之后；对方经同一方式主动联系的，可答复一次。')
        WHEN 32 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '的内容中提到债务「', words_debt, '」，请人工核对。')
        WHEN 33 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '未见表明来自债务催收人。')
        WHEN 34 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '内容疑似含有侮辱用语「', words_insult, '」，请人工核对。')
        WHEN 35 THEN concat(state_zh, clock, ' 又以', channel_zh(channel), '向', person_zh(person), '查询债务人下落；文件中同一催收人此前已联系到此人 ', n,
            ' 次，对方是否要求再联系、先前答复是否有误，请人工判断。')
        WHEN 36 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系，该方式或号码已被对方关闭。')
        WHEN 37 THEN concat(state_zh, clock, ' 的', channel_zh(channel), '未见退出方式。')
        WHEN 38 THEN concat(state_zh, clock, ' 公开张贴或发布催收内容。')
        WHEN 39 THEN concat(state_zh, clock, ' 的拨打是同一催收人当日就同一债务的第 ', n, ' 次；次数虽可能在限内，密集拨打可反驳合规推定，请人工判断。')
        WHEN 40 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系债务人；文件中同一催收人此前就同一债务与其律师联系过 ', n, ' 次，请人工判断。')
        WHEN 41 THEN concat(state_zh, clock, '（当地时间，08:00 之前或 21:00 之后）以', channel_zh(channel),
            '答复；债务人最近一次经此方式主动联系后，文件中已有 ', n, ' 次经此方式联系到债务人，只可答复一次。')
        WHEN 42 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '（目的：', purpose_zh(purpose), '），请人工判断是否就债务与第三人沟通。')
        WHEN 43 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '在工作场所联系；是否已知雇主禁止，请人工判断。') END AS sentence_zh,
    CASE rule
        WHEN 0 THEN concat(state_en, 'Contact at ', clock, ' by ', agency, ', which held no mandate from ', lender,
            ' that day; a person must check the published list.')
        WHEN 1 THEN concat(state_en, 'The attempt at ', clock, ' is unanswered attempt number ', n,
            ' to the same number that day; more than 6 is advised against.')
        WHEN 2 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may press for new borrowing (“', words_borrow_elsewhere,
            '”); a person must check.')
        WHEN 3 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock,
            ' local time, between 22:00 and 08:00, without the debtor''s consent.')
        WHEN 4 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' to ', person_en(person), ' mentions a debt (“',
            words_debt, '”); a person must check whether financial information was disclosed.')
        WHEN 5 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may invent or exaggerate a consequence (“',
            words_false_consequence, '”); a person must check.')
        WHEN 6 THEN concat(state_en, 'The contact by ', channel_en(channel), ' at ', clock,
            ' is the first with this debtor in the file; the institution was not named.')
        WHEN 7 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may pose as an administrative or judicial organ (“',
            words_impersonation, '”); a person must check.')
        WHEN 8 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may contain an insult (“', words_insult,
            '”); a person must check.')
        WHEN 9 THEN concat(state_en, 'A public posting at ', clock, '.')
        WHEN 10 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person), ' (', purpose_en(purpose),
            '); before it the file shows ', n,
            ' failed attempts in a row to reach the debtor, 3 make a debtor lost, and then he may only be asked after.')
        WHEN 11 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may contain a threat (“', words_threat,
            '”); a person must check.')
        WHEN 12 THEN concat(state_en, 'The visit at ', clock, ' was to a home without consent on record; a person must check whether it was entered.')
        WHEN 13 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person),
            ', who had refused further contact before.')
        WHEN 14 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock,
            ' local time, between 22:00 and 08:00, with no agreement on other hours.')
        WHEN 15 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' to ', person_en(person), ' mentions a debt (“',
            words_debt, '”); a person must check whether arrears were disclosed.')
        WHEN 16 THEN concat(state_en, 'The call at ', clock, ' is effective call number ', n,
            ' to the same debtor that day, all agencies together; the limit is 3.')
        WHEN 17 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person), ' (', purpose_en(purpose),
            '), outside the cases in which a contact may be approached.')
        WHEN 18 THEN concat(state_en, 'Contact at ', clock, ' by ', agency, ', which held no mandate from ', lender, ' that day.')
        WHEN 19 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock,
            ' reached others than the debtor; a person must check whether personal information was disclosed.')
        WHEN 20 THEN concat(state_en, 'The visit at ', clock, ' has no images.')
        WHEN 21 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may contain an insult (“', words_insult,
            '”); a person must check.')
        WHEN 22 THEN concat(state_en, 'The connected call at ', clock, ' has no recording.')
        WHEN 23 THEN concat(state_en, 'Collection by ', channel_en(channel), ' at ', clock, ' from ', person_en(person), '.')
        WHEN 24 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may contain a threat (“', words_threat,
            '”); a person must check.')
        WHEN 25 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', london, ' may contain an insult (“', words_insult,
            '”); a person must judge it against the demand for forbearance and fair treatment.')
        WHEN 26 THEN concat(state_en, 'Collection by ', channel_en(channel), ' at ', london, ' from ', person_en(person),
            '; a person must judge whether someone who does not owe the debt was pursued.')
        WHEN 27 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', london, ' may contain a threat (“', words_threat,
            '”); a person must judge it against the demand for forbearance and fair treatment.')
        WHEN 28 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ', after a notice to cease had been received.')
        WHEN 29 THEN concat(state_en, 'The call at ', clock, ' lies within seven days of a conversation on the same debt (its day is day 1; ', n,
            ' in the window); presumed a violation, which named factors may rebut.')
        WHEN 30 THEN concat(state_en, 'The call at ', clock, ' is call number ', n,
            ' of this collector on the same debt within seven days; more than 7 are presumed a violation, which named factors may rebut.')
        WHEN 31 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' local time (', purpose_en(purpose),
            '), before 08:00 or after 21:00; one reply by the medium that the person used is allowed.')
        WHEN 32 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' to ', person_en(person), ' mentions a debt (“',
            words_debt, '”); a person must check.')
        WHEN 33 THEN concat(state_en, 'The contact by ', channel_en(channel), ' at ', clock, ' does not say that it is from a debt collector.')
        WHEN 34 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' may contain an insult (“', words_insult,
            '”); a person must check.')
        WHEN 35 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person),
            ' to ask once more where the debtor is; this collector had reached that person ', n,
            ' times before: a person must judge whether he wished it or the earlier answer was believed wrong.')
        WHEN 36 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ', through a medium or number that the person had closed.')
        WHEN 37 THEN concat(state_en, 'The text of ', channel_en(channel), ' at ', clock, ' shows no way to opt out.')
        WHEN 38 THEN concat(state_en, 'A public posting at ', clock, '.')
        WHEN 39 THEN concat(state_en, 'The call at ', clock, ' is call number ', n,
            ' of this collector on the same debt that day; even within the limit, concentration may rebut compliance: a person must judge.')
        WHEN 40 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock,
            ' with the debtor; this collector had dealt with the debtor''s attorney on the same debt ', n, ' times before: a person must judge.')
        WHEN 41 THEN concat(state_en, 'Reply by ', channel_en(channel), ' at ', clock, ' local time, before 08:00 or after 21:00; since the debtor''s',
            ' last contact by this medium the file shows ', n, ' by it to the debtor, and one reply is allowed.')
        WHEN 42 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person), ' (', purpose_en(purpose),
            '); a person must judge whether the debt was communicated to a third person.')
        WHEN 43 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock,
            ' at the place of work; a person must judge whether the employer was known to prohibit it.') END AS sentence_en
FROM (
    SELECT *, CASE WHEN certain THEN '' ELSE '待核：' END AS state_zh, CASE WHEN certain THEN '' ELSE 'For review: ' END AS state_en
    FROM (
        SELECT *, CASE WHEN person IS NULL THEN NULL ELSE person NOT IN ('debtor', 'guarantor', 'attorney', 'spouse') END AS third,
            person = 'attorney' AS attorney,
            strftime(make_timestamp(epoch_us("at") + 28800000000), '%Y-%m-%d %H:%M:%S') AS clock,
            CASE WHEN pack_of_london THEN strftime(make_timestamp(CASE WHEN at_home THEN epoch_us("at") + 28800000000 ELSE london_us(epoch_us("at")) END), '%Y-%m-%d %H:%M:%S') END AS london,
            CASE rule WHEN 1 THEN n_1 WHEN 6 THEN n_6 WHEN 10 THEN n_10 WHEN 16 THEN n_16 WHEN 29 THEN n_29 WHEN 30 THEN n_30
                WHEN 35 THEN n_35 WHEN 39 THEN n_39 WHEN 40 THEN n_40 WHEN 41 THEN n_41 END AS n,
            CASE rule WHEN 10 THEN m_10 WHEN 41 THEN m_41 ELSE 0 END AS m,
            -- What the record cannot prove is for review: an unknown person, a word in a text, a point the law leaves open.
            CASE rule WHEN 1 THEN certain_1 WHEN 3 THEN channel <> 'email' WHEN 6 THEN certain_6 WHEN 10 THEN certain_10
                WHEN 13 THEN person IS NOT NULL WHEN 16 THEN certain_16
                WHEN 17 THEN person IS NOT NULL AND (purpose <> 'collect' OR exception <> 'volunteers_to_pay')
                WHEN 22 THEN outcome IS NOT NULL
                WHEN 23 THEN person IS NOT NULL AND person <> 'spouse' AND exception <> 'volunteers_to_pay'
                WHEN 25 THEN coalesce(said_insult, FALSE) WHEN 27 THEN coalesce(said_threat, FALSE)
                WHEN 28 THEN person IS NOT NULL AND purpose <> 'reply' WHEN 31 THEN person IS NOT NULL AND purpose <> 'reply'
                WHEN 29 THEN certain_29 WHEN 30 THEN certain_30 WHEN 35 THEN certain_35 WHEN 39 THEN certain_39 WHEN 40 THEN certain_40 WHEN 41 THEN certain_41
                WHEN 32 THEN person IS NOT NULL AND coalesce(said_debt, FALSE)
                WHEN 33 THEN person IS NOT NULL AND worded AND channel IN ('sms', 'im', 'email', 'letter')
                    AND NOT coalesce(said_debt_collector, TRUE) AND identified IS DISTINCT FROM TRUE
                WHEN 36 THEN purpose NOT IN ('reply', 'notice_required_by_law')
                WHEN 37 THEN NOT coalesce(said_opt_out, TRUE) AND person IN ('debtor', 'guarantor', 'spouse')
                WHEN 26 THEN person IS NOT NULL WHEN 42 THEN person IS NOT NULL WHEN 43 THEN person IS NOT NULL
                ELSE rule IN (0, 9, 12, 14, 18, 20, 38) END AS certain
        FROM (
            SELECT *, rule IN (25, 26, 27) AS pack_of_london FROM (
            SELECT *, unnest(list_filter(list_concat(rules, [
                CASE WHEN n_1 IS NOT NULL THEN 1 END, CASE WHEN n_6 IS NOT NULL THEN 6 END, CASE WHEN n_10 IS NOT NULL THEN 10 END,
                CASE WHEN n_16 IS NOT NULL THEN 16 END, CASE WHEN n_29 IS NOT NULL THEN 29 END, CASE WHEN n_30 IS NOT NULL THEN 30 END,
                CASE WHEN n_35 IS NOT NULL THEN 35 END, CASE WHEN n_39 IS NOT NULL THEN 39 END, CASE WHEN n_40 IS NOT NULL THEN 40 END,
                CASE WHEN n_41 IS NOT NULL THEN 41 END]), lambda rule: rule IS NOT NULL)) AS rule
            FROM (
                SELECT seen.*, CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_threat END AS said_threat, words_threat, confidence_threat,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_insult END AS said_insult, words_insult, confidence_insult,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_impersonation END AS said_impersonation, words_impersonation, confidence_impersonation,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_false_consequence END AS said_false_consequence, words_false_consequence, confidence_false_consequence,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_debt END AS said_debt, words_debt, confidence_debt,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_borrow_elsewhere END AS said_borrow_elsewhere, words_borrow_elsewhere, confidence_borrow_elsewhere,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_opt_out END AS said_opt_out,
                    CASE WHEN heard.heard IS NULL AND worded THEN FALSE ELSE said_debt_collector END AS said_debt_collector FROM seen LEFT JOIN heard ON heard.heard = seen.heard
                ORDER BY "at", contact_id)))))
) TO $out (FORMAT parquet);

-- What else an audit hands over: ids that repeat, what defaults filled, findings by rule, contacts by agency and by hour.
CREATE TEMP TABLE repeated AS SELECT count(*) - count(DISTINCT hash(contact_id)) AS n FROM $contacts;
CREATE TEMP TABLE defaulted AS
SELECT count(*) - count(counterparty) AS counterparty, count(*) - count(purpose) AS purpose FROM $contacts;
CREATE TEMP TABLE by_rule AS
SELECT pack, rule, count(*) AS findings, count(DISTINCT debtor_id) AS debtors FROM $out GROUP BY ALL;
CREATE TEMP TABLE found AS
SELECT DISTINCT contact_id, lender, agency, (epoch_us("at") + 28800000000) // 3600000000 % 168 AS hours
FROM $out WHERE outcome IN ('breach', 'presumed_violation');
CREATE TEMP TABLE week AS
SELECT lender, agency, (epoch_us("at") + 28800000000) // 3600000000 % 168 AS hours, count(*) AS contacts
FROM $contacts GROUP BY ALL;
CREATE TEMP TABLE by_agency AS
SELECT lender, agency, contacts, coalesce(contacts_found, 0) AS contacts_found
FROM (SELECT lender, agency, sum(contacts)::BIGINT AS contacts FROM week GROUP BY ALL)
LEFT JOIN (SELECT lender, agency, count(*) AS contacts_found FROM found GROUP BY ALL) USING (lender, agency);
-- 1970-01-01 was a Thursday
CREATE TEMP TABLE by_hour AS
SELECT (hours // 24 + 3) % 7 + 1 AS weekday, hours % 24 AS hour, contacts, coalesce(contacts_found, 0) AS contacts_found
FROM (SELECT hours, sum(contacts)::BIGINT AS contacts FROM week GROUP BY ALL)
LEFT JOIN (SELECT hours, count(*) AS contacts_found FROM found GROUP BY ALL) USING (hours);


