-- The audit of cn-gbt-45251-2025 and cn-ningbo as one would write it by hand for the contacts of the sample city.
-- $contacts, $mandates and $out are path literals. It knows its file and its rules and nothing else: names and types of
-- columns, clean values, lenders and directions always given, debtors in no zone but Asia/Shanghai (which is UTC+8 over
-- the whole file), no visit-staff rule (unverified). Whoever changes a rule, a sentence, a label or a list of phrases
-- changes it here too; bench/audit_speed.py says when the two differ.

-- How closed values read in a sentence.
CREATE TEMP MACRO channel_zh(c) AS CASE c WHEN 'call' THEN '电话' WHEN 'sms' THEN '短信' WHEN 'im' THEN '即时消息'
    WHEN 'email' THEN '电子邮件' WHEN 'letter' THEN '信函' WHEN 'visit' THEN '上门' WHEN 'post' THEN '公开张贴或发布' END;
CREATE TEMP MACRO channel_en(c) AS CASE c WHEN 'call' THEN 'a call' WHEN 'sms' THEN 'a text message'
    WHEN 'im' THEN 'an instant message' WHEN 'email' THEN 'an e-mail' WHEN 'letter' THEN 'a letter'
    WHEN 'visit' THEN 'a visit' WHEN 'post' THEN 'a public posting' END;
CREATE TEMP MACRO person_zh(p) AS CASE p WHEN 'spouse' THEN '债务人配偶' WHEN 'emergency_contact' THEN '紧急联系人'
    WHEN 'relative' THEN '债务人亲属' WHEN 'colleague' THEN '债务人同事' WHEN 'employer' THEN '债务人单位'
    WHEN 'other' THEN '其他第三人' WHEN 'unknown' THEN '身份不明的人' END;
CREATE TEMP MACRO person_en(p) AS CASE p WHEN 'spouse' THEN 'the debtor''s spouse'
    WHEN 'emergency_contact' THEN 'an emergency contact' WHEN 'relative' THEN 'a relative of the debtor'
    WHEN 'colleague' THEN 'a colleague of the debtor' WHEN 'employer' THEN 'the debtor''s employer'
    WHEN 'other' THEN 'another person' WHEN 'unknown' THEN 'a person not recorded' END;
CREATE TEMP MACRO purpose_zh(p) AS CASE p WHEN 'collect' THEN '催收' WHEN 'locate' THEN '查找债务人'
    WHEN 'relay' THEN '请转告债务人' WHEN 'notice_required_by_law' THEN '法定通知' WHEN 'reply' THEN '答复来电来信' END;
CREATE TEMP MACRO purpose_en(p) AS CASE p WHEN 'collect' THEN 'to collect' WHEN 'locate' THEN 'to locate the debtor'
    WHEN 'relay' THEN 'to ask for a message to be passed on'
    WHEN 'notice_required_by_law' THEN 'to give a notice required by law' WHEN 'reply' THEN 'to reply' END;

-- Values as JSON: closed values need no escaping, and a counterparty on no record is null.
CREATE TEMP MACRO person_json(p) AS CASE p WHEN 'unknown' THEN 'null' ELSE '"' || p || '"' END;
CREATE TEMP MACRO outcome_json(o) AS coalesce('"' || o || '"', 'null');

-- The local day, counted from 1970-01-01.
CREATE TEMP MACRO local_day(us) AS (us + 28800000000) // 86400000000;

-- What texts say stands in the table `said` (text, said_*, words_*, confidence_*): the texts that may say a thing.

-- Every day of every mandate, so that a contact finds its own by equality; 24000 is in 2035, after every contact.
CREATE TEMP TABLE mandated AS
SELECT DISTINCT agency, lender,
    unnest(range("from" - DATE '1970-01-01', coalesce("to" - DATE '1970-01-01', 24000) + 1)) AS day
FROM read_csv($mandates, types = {'from': 'DATE', 'to': 'DATE'});

-- Days on which a debtor may have had a fourth effective call. The groups of the rule (one lender, one debtor, one day)
-- lie within these; numbers group faster than words, and two days with one number do no harm before the exact count.
CREATE TEMP TABLE busy AS
SELECT hash(debtor_id, local_day(epoch_us("at"))) AS key
FROM $contacts
WHERE channel = 'call' AND direction = 'out' AND (outcome = 'conversation' OR outcome IS NULL)
    AND "at" >= TIMESTAMPTZ '2025-02-28 00:00:00+08'
GROUP BY 1 HAVING count(*) > 3;

-- One pass over the contacts keeps those that some rule may find, or that a fourth call may count.
CREATE TEMP TABLE seen AS
SELECT contact_id, "at", debtor_id, c.lender, c.agency, channel, direction = 'out' AS outward, outcome,
    coalesce(counterparty, 'debtor') AS person, coalesce(purpose, 'collect') AS purpose, exception, consent, refused,
    CASE WHEN said.text IS NOT NULL THEN said_debt WHEN c.text IS NOT NULL THEN FALSE END AS debt, words_debt, confidence_debt,
    said_threat, words_threat, confidence_threat, said_insult, words_insult, confidence_insult,
    "at" >= TIMESTAMPTZ '2025-02-28 00:00:00+08' AS standard_in_force,
    direction = 'out' AND counterparty NOT IN ('debtor', 'guarantor', 'attorney') AS third,
    -- 22:00 to 08:00 at UTC+8 is 14:00 to 24:00 at UTC
    direction = 'out' AND night AND channel IN ('call', 'sms', 'im', 'visit') AND NOT list_contains(consent, 'hours') AS quiet,
    direction = 'out' AND c.agency <> '' AND mandated.day IS NULL AS unmandated,
    direction = 'out' AND channel = 'visit' AND len(media) = 0 AS no_images,
    direction = 'out' AND words_threat IS NOT NULL AS threat,
    direction = 'out' AND words_insult IS NOT NULL AS insult,
    recording = '' AND channel = 'call' AND (outcome IN ('conversation', 'answered') OR outcome IS NULL) AS unrecorded,
    busy.key IS NOT NULL AS counted
FROM (
    SELECT *, epoch_us("at") % 86400000000 >= 50400000000 AS night, local_day(epoch_us("at")) AS day,
        CASE WHEN channel = 'call' AND direction = 'out' AND (outcome = 'conversation' OR outcome IS NULL)
            AND "at" >= TIMESTAMPTZ '2025-02-28 00:00:00+08' THEN hash(debtor_id, local_day(epoch_us("at"))) END AS key
    FROM $contacts) c
LEFT JOIN said ON said.text = c.text
LEFT JOIN mandated ON mandated.agency = c.agency AND mandated.lender = c.lender AND mandated.day = c.day
LEFT JOIN busy ON busy.key = c.key
WHERE (direction = 'out' AND (
        counterparty NOT IN ('debtor', 'guarantor', 'attorney') OR night OR channel IN ('post', 'visit')
        OR (c.agency <> '' AND mandated.day IS NULL) OR words_threat IS NOT NULL OR words_insult IS NOT NULL OR busy.key IS NOT NULL))
    OR (recording = '' AND channel = 'call' AND (outcome IN ('conversation', 'answered') OR outcome IS NULL));

-- Findings are sorted while narrow and written out after. Rules are numbered in the order of (pack, rule).
COPY (
SELECT contact_id, debtor_id, "at", lender, agency,
    CASE WHEN rule < 5 THEN 'cn-gbt-45251-2025' ELSE 'cn-ningbo' END AS pack,
    CASE rule WHEN 0 THEN 'contact-after-refusal' WHEN 1 THEN 'contact-hours' WHEN 2 THEN 'disclosure'
        WHEN 3 THEN 'effective-calls-per-day' WHEN 4 THEN 'third-person' WHEN 5 THEN 'agency-not-admitted'
        WHEN 6 THEN 'disclosure' WHEN 7 THEN 'images-missing' WHEN 8 THEN 'insult' WHEN 9 THEN 'recording-missing'
        WHEN 10 THEN 'third-person' WHEN 11 THEN 'threat' END AS rule,
    CASE WHEN rule < 5 THEN DATE '2025-02-28' ELSE DATE '2024-09-01' END AS in_force,
    CASE WHEN breach THEN 'breach' ELSE 'review' END AS outcome,
    CASE WHEN rule IN (3, 7, 9) THEN 'medium' ELSE 'high' END AS severity,
    CASE WHEN rule = 3 THEN related ELSE [contact_id] END AS related,
    CASE rule
        WHEN 0 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","purpose":"', purpose, '","refused":true}')
        WHEN 1 THEN concat('{"channel":"', channel, '","consent":', to_json(consent)::VARCHAR,
            ',"direction":"out","local_time":"', clock[12:], '","quiet_from":"22:00","quiet_to":"08:00"}')
        WHEN 2 THEN concat('{"confidence_debt":', confidence_debt, ',"counterparty":', person_json(person),
            ',"direction":"out","said_debt":', coalesce(debt::VARCHAR, 'null'), ',"words_debt":', to_json(words_debt)::VARCHAR, '}')
        WHEN 3 THEN concat('{"channel":"call","count_effective_day":', n, ',"direction":"out","limit":3,"outcome":',
            outcome_json(outcome), '}')
        WHEN 4 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","exception":"', exception,
            '","purpose":"', purpose, '"}')
        WHEN 5 THEN concat('{"agency":', to_json(agency)::VARCHAR, ',"direction":"out","mandated":false}')
        WHEN 6 THEN concat('{"channel":"', channel, '","confidence_debt":', coalesce(confidence_debt::VARCHAR, 'null'),
            ',"counterparty":', person_json(person), ',"direction":"out","said_debt":', coalesce(debt::VARCHAR, 'null'),
            ',"words_debt":', coalesce(to_json(words_debt)::VARCHAR, 'null'), '}')
        WHEN 7 THEN '{"channel":"visit","direction":"out","media":[]}'
        WHEN 8 THEN concat('{"confidence_insult":', confidence_insult, ',"direction":"out","said_insult":',
            coalesce(said_insult::VARCHAR, 'null'), ',"words_insult":', to_json(words_insult)::VARCHAR, '}')
        WHEN 9 THEN concat('{"channel":"call","outcome":', outcome_json(outcome), ',"recording":""}')
        WHEN 10 THEN concat('{"counterparty":', person_json(person), ',"direction":"out","exception":"', exception,
            '","purpose":"collect"}')
        WHEN 11 THEN concat('{"confidence_threat":', confidence_threat, ',"direction":"out","said_threat":',
            coalesce(said_threat::VARCHAR, 'null'), ',"words_threat":', to_json(words_threat)::VARCHAR, '}') END AS facts,
    CASE rule
        WHEN 0 THEN concat(state_zh, clock, ' 又以', channel_zh(channel), '联系', person_zh(person), '，对方此前已明确拒绝。')
        WHEN 1 THEN concat(clock, '（当地时间）以', channel_zh(channel), '联系，在 22:00 至次日 08:00 之间，且未见双方另有约定。')
        WHEN 2 THEN concat('待核：', clock, ' 以', channel_zh(channel), '联系', person_zh(person),
            '的内容中提到债务「', words_debt, '」，请人工核对是否透露了欠款。')
        WHEN 3 THEN concat(state_zh, clock, ' 的通话是当日对同一债务人的第 ', n, ' 次有效通话（含各受托机构），上限 3 次。')
        WHEN 4 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '联系', person_zh(person), '（目的：', purpose_zh(purpose),
            '），不属于可联系联系人的特定情况。')
        WHEN 5 THEN concat(clock, ' 由 ', agency, ' 联系，当日不在该机构对 ', lender, ' 的委托期内。')
        WHEN 6 THEN concat('待核：', clock, ' 以', channel_zh(channel), '触达债务人以外的人，请人工核对是否透露了债务人信息。')
        WHEN 7 THEN concat(clock, ' 的上门没有影像资料。')
        WHEN 8 THEN concat('待核：', clock, ' 的', channel_zh(channel), '内容疑似含有侮辱用语「', words_insult, '」，请人工核对。')
        WHEN 9 THEN concat(state_zh, clock, ' 接通的通话没有录音。')
        WHEN 10 THEN concat(state_zh, clock, ' 以', channel_zh(channel), '向', person_zh(person), '催收。')
        WHEN 11 THEN concat('待核：', clock, ' 的', channel_zh(channel), '内容疑似含有威胁用语「', words_threat, '」，请人工核对。') END AS sentence_zh,
    CASE rule
        WHEN 0 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person),
            ', who had refused further contact before.')
        WHEN 1 THEN concat('Contact by ', channel_en(channel), ' at ', clock,
            ' local time, between 22:00 and 08:00, with no agreement on other hours.')
        WHEN 2 THEN concat('For review: The text of ', channel_en(channel), ' at ', clock, ' to ', person_en(person),
            ' mentions a debt (“', words_debt, '”); a person must check whether arrears were disclosed.')
        WHEN 3 THEN concat(state_en, 'The call at ', clock, ' is effective call number ', n,
            ' to the same debtor that day, all agencies together; the limit is 3.')
        WHEN 4 THEN concat(state_en, 'Contact by ', channel_en(channel), ' at ', clock, ' with ', person_en(person), ' (',
            purpose_en(purpose), '), outside the cases in which a contact may be approached.')
        WHEN 5 THEN concat('Contact at ', clock, ' by ', agency, ', which held no mandate from ', lender, ' that day.')
        WHEN 6 THEN concat('For review: Contact by ', channel_en(channel), ' at ', clock,
            ' reached others than the debtor; a person must check whether personal information was disclosed.')
        WHEN 7 THEN concat('The visit at ', clock, ' has no images.')
        WHEN 8 THEN concat('For review: The text of ', channel_en(channel), ' at ', clock, ' may contain an insult (“', words_insult, '”); a person must check.')
        WHEN 9 THEN concat(state_en, 'The connected call at ', clock, ' has no recording.')
        WHEN 10 THEN concat(state_en, 'Collection by ', channel_en(channel), ' at ', clock, ' from ', person_en(person), '.')
        WHEN 11 THEN concat('For review: The text of ', channel_en(channel), ' at ', clock, ' may contain a threat (“', words_threat, '”); a person must check.')
        END AS sentence_en
FROM (
    SELECT *, CASE WHEN breach THEN '' ELSE '待核：' END AS state_zh, CASE WHEN breach THEN '' ELSE 'For review: ' END AS state_en
    FROM (
    SELECT *, strftime(make_timestamp(epoch_us("at") + 28800000000), '%Y-%m-%d %H:%M:%S') AS clock,
        -- What the record cannot prove is for review: an unknown person, a word in a text, a point the law leaves open.
        CASE rule
            WHEN 0 THEN person <> 'unknown'
            WHEN 3 THEN certain
            WHEN 4 THEN person <> 'unknown' AND (purpose <> 'collect' OR exception <> 'volunteers_to_pay')
            WHEN 9 THEN outcome IS NOT NULL
            WHEN 10 THEN person NOT IN ('unknown', 'spouse') AND exception <> 'volunteers_to_pay'
            ELSE rule IN (1, 5, 7) END AS breach
    FROM (
        SELECT contact_id, "at", debtor_id, lender, agency, channel, outcome, person, purpose, exception, consent, debt, words_debt, confidence_debt, said_threat, words_threat, confidence_threat,
            said_insult, words_insult, confidence_insult,
            unnest(list_filter([
                CASE WHEN standard_in_force AND third AND refused AND purpose NOT IN ('reply', 'notice_required_by_law') THEN 0 END,
                CASE WHEN standard_in_force AND quiet THEN 1 END,
                CASE WHEN standard_in_force AND third AND debt IS DISTINCT FROM FALSE AND words_debt IS NOT NULL THEN 2 END,
                CASE WHEN standard_in_force AND third AND (purpose = 'collect' OR (purpose IN ('locate', 'relay')
                    AND exception NOT IN ('unreachable', 'deceased', 'incapacity'))) THEN 4 END,
                CASE WHEN unmandated THEN 5 END,
                CASE WHEN outward AND (channel = 'post' OR (third AND words_debt IS NOT NULL)) THEN 6 END,
                CASE WHEN no_images THEN 7 END,
                CASE WHEN insult THEN 8 END,
                CASE WHEN unrecorded THEN 9 END,
                CASE WHEN third AND purpose = 'collect' THEN 10 END,
                CASE WHEN threat THEN 11 END], lambda rule: rule IS NOT NULL)) AS rule,
            NULL::BOOLEAN AS certain, NULL::BIGINT AS n, NULL::VARCHAR[] AS related
        FROM seen
        UNION ALL
        -- A call of unknown outcome may have been effective: `least` leaves it out, `most` counts it.
        SELECT contact_id, "at", debtor_id, lender, agency, channel, outcome, person, purpose, exception, consent, debt, words_debt, confidence_debt, said_threat, words_threat, confidence_threat,
            said_insult, words_insult, confidence_insult, 3,
            outcome IS NOT NULL AND least > 3,
            CASE WHEN outcome IS NOT NULL AND least > 3 THEN least ELSE most END,
            CASE WHEN outcome IS NOT NULL AND least > 3 THEN effective ELSE all_calls END
        FROM (
            SELECT *, count(outcome) OVER upto AS least, row_number() OVER upto AS most,
                list(contact_id) FILTER (outcome IS NOT NULL) OVER upto AS effective, list(contact_id) OVER upto AS all_calls
            FROM seen WHERE counted
            WINDOW upto AS (PARTITION BY lender, debtor_id, local_day(epoch_us("at")) ORDER BY "at", contact_id
                ROWS UNBOUNDED PRECEDING))
        WHERE most > 3
        ORDER BY "at", contact_id, rule)))
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
