package mailserver

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-message/textproto"
)

func (s *session) Fetch(w *imapserver.FetchWriter, numSet imap.NumSet, options *imap.FetchOptions) error {
	picked, err := s.pick(numSet, readsBody(options) && !s.view.readOnly)
	if err != nil {
		return err
	}
	for _, c := range picked {
		if err := s.fetch(w, c, options); err != nil {
			return err
		}
	}
	return nil
}

// pick chooses messages and marks them as seen where they are to be read. Other sessions may
// change the folder while the answers are written: what a chosen message says does not change.
func (s *session) pick(numSet imap.NumSet, markSeen bool) ([]chosen, error) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	picked := s.view.choose(numSet)
	if !markSeen {
		return picked, nil
	}
	for _, c := range picked {
		if hasFlag(c.message.flags, imap.FlagSeen) {
			continue
		}
		flags := changedFlags(c.message.flags, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}})
		if err := s.account.commit(event{Op: opFlags, Folder: s.view.folder.name, UID: c.message.uid, Flags: flags}, nil); err != nil {
			return nil, err
		}
	}
	return picked, nil
}

// readsBody reports whether a fetch counts as reading the message (RFC 9051 6.4.5).
func readsBody(options *imap.FetchOptions) bool {
	return slices.ContainsFunc(options.BodySection, func(b *imap.FetchItemBodySection) bool { return !b.Peek }) ||
		slices.ContainsFunc(options.BinarySection, func(b *imap.FetchItemBinarySection) bool { return !b.Peek })
}

func (s *session) fetch(w *imapserver.FetchWriter, c chosen, options *imap.FetchOptions) error {
	var raw []byte
	if options.Envelope || options.BodyStructure != nil || len(options.BodySection)+len(options.BinarySection)+len(options.BinarySectionSize) > 0 {
		var err error
		raw, err = s.account.read(c.message)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // expunged meanwhile: this client hears so next
		}
		if err != nil {
			return err
		}
	}
	response := w.CreateMessage(c.seqNum)
	response.WriteUID(c.message.uid)
	if options.Flags {
		response.WriteFlags(c.message.flags)
	}
	if options.InternalDate {
		response.WriteInternalDate(c.message.date)
	}
	if options.RFC822Size {
		response.WriteRFC822Size(c.message.size)
	}
	if options.Envelope {
		response.WriteEnvelope(messageEnvelope(raw))
	}
	if options.BodyStructure != nil {
		response.WriteBodyStructure(writable(imapserver.ExtractBodyStructure(bytes.NewReader(raw))))
	}
	for _, section := range options.BodySection {
		content := bodySection(raw, section)
		body := response.WriteBodySection(section, int64(len(content)))
		if _, err := body.Write(content); err != nil {
			return errors.Join(err, body.Close())
		}
		if err := body.Close(); err != nil {
			return err
		}
	}
	for _, section := range options.BinarySection {
		content := imapserver.ExtractBinarySection(bytes.NewReader(raw), section)
		body := response.WriteBinarySection(section, int64(len(content)))
		if _, err := body.Write(content); err != nil {
			return errors.Join(err, body.Close())
		}
		if err := body.Close(); err != nil {
			return err
		}
	}
	for _, section := range options.BinarySectionSize {
		response.WriteBinarySectionSize(section, imapserver.ExtractBinarySectionSize(bytes.NewReader(raw), section))
	}
	return response.Close()
}

func messageEnvelope(raw []byte) *imap.Envelope {
	header, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return nil
	}
	return imapserver.ExtractEnvelope(header)
}

// bodySection gives the whole message, its header and its text as they lie there, to the byte:
// the library's own parser gives nothing at all of a message whose header is broken.
func bodySection(raw []byte, section *imap.FetchItemBodySection) []byte {
	if len(section.Part) > 0 || len(section.HeaderFields) > 0 || len(section.HeaderFieldsNot) > 0 {
		return imapserver.ExtractBodySection(bytes.NewReader(raw), section)
	}
	header, text := raw, []byte(nil)
	if end := bytes.Index(raw, []byte("\r\n\r\n")); end >= 0 {
		header, text = raw[:end+4], raw[end+4:]
	}
	content := raw
	switch section.Specifier {
	case imap.PartSpecifierHeader:
		content = header
	case imap.PartSpecifierText:
		content = text
	}
	if section.Partial == nil {
		return content
	}
	from := min(section.Partial.Offset, int64(len(content)))
	return content[from:min(from+section.Partial.Size, int64(len(content)))]
}

// writable gives an empty text to each multipart that has no part, as one cut short has: IMAP
// cannot write such a structure, and the library panics.
func writable(structure imap.BodyStructure) imap.BodyStructure {
	switch part := structure.(type) {
	case *imap.BodyStructureMultiPart:
		if len(part.Children) == 0 {
			part.Children = []imap.BodyStructure{&imap.BodyStructureSinglePart{
				Type: "text", Subtype: "plain", Encoding: "7bit",
				Text: &imap.BodyStructureText{}, Extended: &imap.BodyStructureSinglePartExt{},
			}}
		}
		for i, child := range part.Children {
			part.Children[i] = writable(child)
		}
	case *imap.BodyStructureSinglePart:
		if part.MessageRFC822 != nil {
			part.MessageRFC822.BodyStructure = writable(part.MessageRFC822.BodyStructure)
		}
	}
	return structure
}
