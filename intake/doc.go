// Package intake is the bot that reads request emails. One email's way, top to bottom, a file a
// stage:
//
//	mailbox     fetches it by IMAP, and moves it once it is kept
//	ledger      keeps it, raw, with the job that handles it, in one transaction
//	handle      is that job: the stages below, and the conclusion
//	message     parses it        screen      tells what nobody wrote to be acted on
//	trust       says who sent it understand  says what it asks for
//	act…        asks the API for it, with the sender's rights
//	email       writes down what became of it, together with the answer
//
// It reaches the domain through the API alone, so that it can run apart from it; see package api.
package intake
