package mailbox

import (
	"context"
	"errors"
	"log/slog"

	"github.com/emersion/go-imap/v2"
)

// prepareFolders finds the folders' full names and creates those that are missing.
func (s *session) prepareFolders(ctx context.Context) error {
	prefix, err := s.personalPrefix(ctx)
	if err != nil {
		return err
	}
	s.folders = map[Folder]string{}
	for _, folder := range []Folder{Processed, Quarantine, Ignored} {
		name := prefix + s.Folders.of(folder)
		s.folders[folder] = name
		if err := s.ensureFolder(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// personalPrefix is what a user's own folders begin with on this server, as "INBOX." on some
// (RFC 2342).
func (s *session) personalPrefix(ctx context.Context) (string, error) {
	if !s.caps.Has(imap.CapNamespace) {
		return "", nil
	}
	var data *imap.NamespaceData
	err := s.command(ctx, "asking for the namespace", func() (err error) {
		data, err = s.client.Namespace().Wait()
		return err
	})
	switch {
	case refused(err):
		return "", nil
	case err != nil:
		return "", err
	case len(data.Personal) == 0:
		return "", nil
	}
	return data.Personal[0].Prefix, nil
}

func (s *session) ensureFolder(ctx context.Context, name string) error {
	var found []*imap.ListData
	err := s.command(ctx, "looking for a folder", func() (err error) {
		found, err = s.client.List("", name, nil).Collect()
		return err
	})
	if err != nil || len(found) > 0 {
		return err
	}
	err = s.command(ctx, "creating a folder", s.client.Create(name, nil).Wait)
	switch {
	case responseCode(err) == imap.ResponseCodeAlreadyExists:
		// Another poller was faster.
		return nil
	case err != nil:
		return err
	}
	s.Log.Info("mailbox: created a folder", slog.String("folder", name))
	// Mail programs show subscribed folders alone; one that is not shown still works.
	if err := s.command(ctx, "subscribing to a folder", s.client.Subscribe(name).Wait); err != nil && !refused(err) {
		return err
	}
	return nil
}

// folderName is the full name on the server of the folder that the keeper wants.
func (s *session) folderName(folder Folder) (string, error) {
	if folder == "" {
		folder = Processed
	}
	name, ok := s.folders[folder]
	if !ok {
		// Mail must not end in a folder that nobody looks at.
		return "", errors.New("the keeper named an unknown folder: " + string(folder))
	}
	return name, nil
}

// selected opens a mailbox anew and returns its UIDVALIDITY. It does so even when it is open
// already: only this shows that it was deleted and made anew.
func (s *session) selected(ctx context.Context, name string) (uidValidity uint32, err error) {
	err = s.command(ctx, "opening a mailbox", func() error {
		data, err := s.client.Select(name, nil).Wait()
		if err == nil {
			uidValidity = data.UIDValidity
		}
		return err
	})
	return uidValidity, err
}
