package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// maxHeader bounds the header that is fetched of a message too large to be fetched whole.
const maxHeader = 256 << 10

// slowest is the rate, in octets a second, below which a fetch is given up.
const slowest = 16 << 10

var errShort = errors.New("the message ended before its announced length")

// fetch brings one batch into memory. The messages returned are whole, even beside an error: those
// that came before it.
func (s *session) fetch(ctx context.Context, inbox Place, batch []listed) (got []Fetched, err error) {
	set, bytes := imap.UIDSet{}, int64(0)
	sizes := make(map[imap.UID]int64, len(batch))
	for _, m := range batch {
		set.AddNum(m.uid)
		sizes[m.uid] = m.size
		bytes += min(m.size, s.MaxSize)
	}
	section := &imap.FetchItemBodySection{Peek: true}
	truncated := batch[0].headerOnly
	if truncated {
		section.Specifier = imap.PartSpecifierHeader
		section.Partial = &imap.SectionPartial{Size: maxHeader}
	}
	defer s.conn.due(s.silence, 5*s.silence+time.Duration(bytes/slowest)*time.Second)()

	cmd := s.client.Fetch(set, &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}})
	// The client's reader waits until a FETCH is read to its end: an early return must not leave
	// it hanging. A second Close is harmless.
	defer func() { _ = cmd.Close() }()
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		m, err := readMessage(msg, s.limit(truncated))
		if err != nil {
			// The client's reader went on when the literal failed, and Close reads that literal
			// to its end: at the same time, unless the reader has ended first.
			_ = s.conn.Conn.Close()
			<-s.client.Closed()
			err = fmt.Errorf("message %d: %w", m.UID, err)
			s.fetchTrouble(ctx, batch, got)
			return got, s.fetchError(ctx, err)
		}
		// A FETCH without a body is the server telling of flags that somebody changed.
		if m.Raw == nil || m.UID == 0 {
			continue
		}
		m.Mailbox, m.UIDValidity = inbox.Mailbox, inbox.UIDValidity
		m.Size, m.Truncated = sizes[imap.UID(m.UID)], truncated || m.Truncated
		got = append(got, m)
	}
	if err := cmd.Close(); err != nil {
		s.fetchTrouble(ctx, batch, got)
		return got, s.fetchError(ctx, err)
	}
	return got, nil
}

func (s *session) limit(header bool) int64 {
	if header {
		return maxHeader
	}
	return s.MaxSize
}

// fetchTrouble blames the first message of the batch that did not come: servers answer in order.
func (s *session) fetchTrouble(ctx context.Context, batch []listed, got []Fetched) {
	if ctx.Err() != nil {
		return
	}
	came := make(map[imap.UID]bool, len(got))
	for _, m := range got {
		came[imap.UID(m.UID)] = true
	}
	for _, m := range batch {
		if came[m.uid] {
			continue
		}
		t := s.troubles.fetchFailed(m.uid)
		switch t.fetches {
		case triesWhole:
			s.Log.Error("mailbox: a message cannot be fetched whole; its header alone is tried next", slog.Uint64("uid", uint64(m.uid)))
		case triesHeader:
			s.Log.Error("mailbox: a message cannot be fetched at all and stays in the inbox; a person must look at it", slog.Uint64("uid", uint64(m.uid)))
		}
		return
	}
}

func (s *session) fetchError(ctx context.Context, err error) error {
	err = commandError(ctx, s.conn, "fetching messages", err)
	var e *Error
	if errors.As(err, &e) && e.Kind == KindRefused {
		e.Kind = KindFetch
	}
	return err
}

// readSize reads what the question for sizes brings.
func readSize(msg *imapclient.FetchMessageData) (uid imap.UID, size int64, ok bool) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = item.UID
		case imapclient.FetchItemDataRFC822Size:
			size, ok = item.Size, true
		}
	}
	return uid, size, ok && uid != 0
}

// readMessage reads one message. Its body is checked against the length that the server announced
// for it: the client reports a connection that dies inside a literal as its normal end. Of a body
// longer than limit the beginning is kept, and it counts as truncated.
func readMessage(msg *imapclient.FetchMessageData, limit int64) (m Fetched, err error) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			m.UID = uint32(item.UID)
		case imapclient.FetchItemDataInternalDate:
			m.InternalDate = item.Time.UTC()
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			m.Raw, m.Truncated, err = readLiteral(item.Literal, limit)
			if err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

func readLiteral(literal imap.LiteralReader, limit int64) (raw []byte, truncated bool, err error) {
	size := literal.Size()
	raw = make([]byte, min(size, limit))
	if _, err := io.ReadFull(literal, raw); err != nil {
		return nil, false, errShort
	}
	rest, err := io.Copy(io.Discard, literal)
	if err != nil || int64(len(raw))+rest != size {
		return nil, false, errShort
	}
	return raw, rest > 0, nil
}
