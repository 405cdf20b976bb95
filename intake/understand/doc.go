// Package understand reads a request email the way a careful person at the service desk would, from
// the message alone: which words are the sender's own, what they ask for, about whom, until when; and
// what is missing or contradicts itself.
//
// It is a pure function of the message: no database, network or clock. "Today" is the message's own
// Date in America/New_York. Everything can be shown (package explain).
//
// It works in three steps, each of which reads what the one before wrote. understand.go calls them in
// order; reader.go holds what they share. A new kind of message is, as a rule, a word in one of the
// lexicons, or one more small file in the second step; its test is a few lines in testdata.
//
// # 1. The text as the sender wrote it
//
// The text is cut into labelled spans: own words, greeting, quoted, attribution, forwarded, signature,
// disclaimer. What each line is stands in source.go, and quoting.go cuts.
//
//	quotes and forwards   quoting, attribution, stamps, headers, markers, wrapping, subject
//	around the letter     greeting, closings, signature, footers, disclaimers, banners, postscripts
//	what is answered      context
//
// # 2. Evidence
//
// From the spans that count evidence is collected: each a field, a value, the span that it stands in,
// how strong it is, and why (findings.go). Labelled values are read first, what is left as prose.
//
//	forms and tables      forms, formlines, labels, labelwords, labelfields, barelabels, headings, blanks,
//	                      qanda, answers, tables, rows, columns, csv, cells, cellnames, celldates, records
//	words and sentences   tokens, sentences, prose, lexemes, lexicon, clauses, moods, pronouns, subjects
//	people                mentions, judge, judgewords, names, naming, halves, coordinate, known, hosts,
//	                      eastern, iberian, smallletters, themselves, sponsor
//	whose it is           guests, chosen, owners, namedbehind, inorder
//	numbers, addresses    numbers, harvardid, emails, addresses, ownaddress
//	where from, as what   affiliation, asides, orgs, orgends, orgparts, smallorgs, sendingfirms, signedfrom,
//	                      roles, otherroles
//	days                  day, calendar, dates, datewords, durations, ranges, lengths, resolve, lastdays
//	what a day is for     periods, cues, verbcues, daywords, stays, presence, decoys, things, bareday,
//	                      corrections, takenback
//	what is asked         acts, creating, extending, ending, atonce, resend, supplying, answered, questions,
//	                      ownguests, teaching, decision, reminded, disclaiming
//
// # 3. The reading
//
// The best consistent set of the evidence (reading.go).
//
//	the intent            intent, described, topic
//	the values            choose, settle
//	the route             wyss
//	several wishes        wishes, wish_clauses, wish_pieces
package understand
