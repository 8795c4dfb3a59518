package report

// Input is a file that went into an analysis, for the record.
type Input struct {
	// Name is the file's name without its folder.
	Name string `json:"name"`
	// SHA256 is the hash of its bytes in hexadecimal.
	SHA256 string `json:"sha256"`
}

// Settings say how a report is written.
type Settings struct {
	// Language is that of the texts and pictures; if zero, English.
	Language Language
	// Font is a font file for Chinese characters in PNG pictures; if empty,
	// the system's fonts are searched.
	Font string
	// Inputs are the files that were analysed. The answers themselves are
	// hashed in any case.
	Inputs []Input
	// NoPictures leaves the folder figures out.
	NoPictures bool
}
