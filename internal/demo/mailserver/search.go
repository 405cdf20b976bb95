package mailserver

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	gomessage "github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

func (s *session) Search(kind imapserver.NumKind, criteria *imap.SearchCriteria, options *imap.SearchOptions) (*imap.SearchData, error) {
	candidates, err := s.pick(imap.SeqSet{{Start: 1, Stop: 0}}, false)
	if err != nil {
		return nil, err
	}
	s.account.mu.Lock()
	s.view.resolveCriteria(criteria)
	s.account.mu.Unlock()
	data := &imap.SearchData{}
	var seqNums imap.SeqSet
	var uids imap.UIDSet
	for _, c := range candidates {
		matches, err := s.matches(&candidate{account: s.account, chosen: c}, criteria)
		if err != nil {
			return nil, err
		}
		if !matches {
			continue
		}
		number := c.seqNum
		if kind == imapserver.NumKindUID {
			number = uint32(c.message.uid)
		}
		seqNums.AddNum(c.seqNum)
		uids.AddNum(c.message.uid)
		if data.Min == 0 {
			data.Min = number
		}
		data.Max = number
		data.Count++
	}
	data.All = seqNums
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	if options.ReturnSave {
		s.view.saved = uids
	}
	return data, nil
}

func (v *view) resolveCriteria(criteria *imap.SearchCriteria) {
	var seqSets []imap.SeqSet
	for _, set := range criteria.SeqNum {
		switch resolved := v.resolve(set).(type) {
		case imap.SeqSet:
			seqSets = append(seqSets, resolved)
		case imap.UIDSet: // "$" stands for UIDs
			criteria.UID = append(criteria.UID, resolved)
		}
	}
	criteria.SeqNum = seqSets
	for i, set := range criteria.UID {
		if resolved, ok := v.resolve(set).(imap.UIDSet); ok {
			criteria.UID[i] = resolved
		}
	}
	for i := range criteria.Not {
		v.resolveCriteria(&criteria.Not[i])
	}
	for i := range criteria.Or {
		v.resolveCriteria(&criteria.Or[i][0])
		v.resolveCriteria(&criteria.Or[i][1])
	}
}

// candidate is a message under search, whose bytes are read when first needed.
type candidate struct {
	chosen
	account *account
	raw     []byte
	read    bool
}

func (c *candidate) entity() (*gomessage.Entity, error) {
	if !c.read {
		raw, err := c.account.read(c.message)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // expunged meanwhile: matches nothing
			return nil, err
		}
		c.raw, c.read = raw, true
	}
	entity, err := gomessage.Read(bytes.NewReader(c.raw))
	if entity == nil {
		return nil, errUnreadable{err}
	}
	return entity, nil // an unknown charset or encoding is an error beside an entity that can be read
}

// errUnreadable tells of a message that no text can be searched in.
type errUnreadable struct{ cause error }

func (e errUnreadable) Error() string { return "unreadable message: " + e.cause.Error() }

func (s *session) matches(c *candidate, criteria *imap.SearchCriteria) (bool, error) {
	if !c.matchesKnown(criteria) {
		return false, nil
	}
	if matches, err := c.matchesContent(criteria); err != nil {
		var unreadable errUnreadable
		if errors.As(err, &unreadable) {
			return false, nil
		}
		return false, err
	} else if !matches {
		return false, nil
	}
	for _, not := range criteria.Not {
		if matches, err := s.matches(c, &not); err != nil || matches {
			return false, err
		}
	}
	for _, or := range criteria.Or {
		first, err := s.matches(c, &or[0])
		if err != nil {
			return false, err
		}
		second, err := s.matches(c, &or[1])
		if err != nil || !first && !second {
			return false, err
		}
	}
	return true, nil
}

// matchesKnown looks at what is known of a message without reading it.
func (c *candidate) matchesKnown(criteria *imap.SearchCriteria) bool {
	m := c.message
	for _, set := range criteria.SeqNum {
		if !set.Contains(c.seqNum) {
			return false
		}
	}
	for _, set := range criteria.UID {
		if !set.Contains(m.uid) {
			return false
		}
	}
	for _, flag := range criteria.Flag {
		if !hasFlag(m.flags, flag) {
			return false
		}
	}
	if slices.ContainsFunc(criteria.NotFlag, func(flag imap.Flag) bool { return hasFlag(m.flags, flag) }) {
		return false
	}
	return dayWithin(m.date, criteria.Since, criteria.Before) &&
		(criteria.Larger == 0 || m.size > criteria.Larger) && (criteria.Smaller == 0 || m.size < criteria.Smaller)
}

func (c *candidate) matchesContent(criteria *imap.SearchCriteria) (bool, error) {
	if len(criteria.Header)+len(criteria.Text)+len(criteria.Body) == 0 && criteria.SentSince.IsZero() && criteria.SentBefore.IsZero() {
		return true, nil
	}
	entity, err := c.entity()
	if err != nil {
		return false, err
	}
	for _, wanted := range criteria.Header {
		if !fieldsContain(entity.Header.FieldsByKey(wanted.Key), wanted.Value) {
			return false, nil
		}
	}
	if !criteria.SentSince.IsZero() || !criteria.SentBefore.IsZero() {
		header := mail.Header{Header: entity.Header}
		date, err := header.Date()
		if err != nil || !dayWithin(date, criteria.SentSince, criteria.SentBefore) {
			return false, nil
		}
	}
	for _, wanted := range []struct {
		texts  []string
		header bool
	}{{criteria.Text, true}, {criteria.Body, false}} {
		for _, text := range wanted.texts {
			entity, err := c.entity() // anew, since searching reads its body
			if err != nil {
				return false, err
			}
			if !entityContains(entity, text, wanted.header) {
				return false, nil
			}
		}
	}
	return true, nil
}

// dayWithin compares calendar days as they are written, without regard to time or zone
// (RFC 9051 6.4.4).
func dayWithin(t, since, before time.Time) bool {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return (since.IsZero() || !day.Before(since)) && (before.IsZero() || day.Before(before))
}

func fieldsContain(fields gomessage.HeaderFields, wanted string) bool {
	for fields.Next() {
		text, err := fields.Text()
		if err != nil {
			text = fields.Value()
		}
		if containsFold(text, wanted) {
			return true
		}
	}
	return false
}

func containsFold(text, wanted string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(wanted))
}

func entityContains(entity *gomessage.Entity, wanted string, header bool) bool {
	if header && fieldsContain(entity.Header.Fields(), wanted) {
		return true
	}
	if parts := entity.MultipartReader(); parts != nil {
		for {
			part, err := parts.NextPart()
			if part == nil {
				return false
			}
			if err == nil && entityContains(part, wanted, header) {
				return true
			}
		}
	}
	kind, _, err := entity.Header.ContentType()
	if err != nil || !strings.HasPrefix(kind, "text/") && !strings.HasPrefix(kind, "message/") {
		return false
	}
	text, _ := io.ReadAll(entity.Body) // what can be read of a broken part is searched
	return containsFold(string(text), wanted)
}
