# Faults of verdicts, sentences, hidden characters and output folders.
sentences=SentencesOfARealWave
green '. ./report' "Judge|$sentences|Hostile|LongOrders"

plant "last digit within two and a half units" verdict.go \
  's/f\.within\(e\.Value, 1\.5\)/f.within(e.Value, 2.5)/' . Judge
plant "an open rounding interval" published.go \
  's/units\*f\.lastDigit\(\)\+slack/units*f.lastDigit()-slack/' . Judge
plant "sampling error in an order of the same answers" verdict.go \
  's/return judgeSigns\(contrasts\)/return judgeOrder(contrasts, \&ledger{})/' . Judge
plant "calibrated on real answers" verdict.go \
  's/if synthetic \|\| e == Reproduced/if synthetic || e != Compared/' ./report "$sentences"
plant "weighted for unweighted" report/lead.go \
  's/if v\.analysis\.Design\.Weighted\(\) /if !v.analysis.Design.Weighted() /' ./report "$sentences"
plant "HC3 for the survey's covariance" report/table_regression.go \
  's/case stats\.HC3:/case stats.HC3, stats.Survey:/; s/^\tcase stats\.Survey:/\tcase stats.HC2:/' ./report "$sentences"
plant "a quota sample where the codebook says nothing" report/lead.go \
  's/sample := v\.analysis\.Wave\.Codebook\(\)\.Sample; sample != ""/sample := "An online quota sample of executives."; sample != ""/' ./report "$sentences"
plant "pictures with raw controls" internal/picture/picture.go \
  's/handler = visible\{handler\}/handler = text.Handler(handler)/' ./report Hostile
plant "results.json with overrides of the direction" report/results.go \
  's/out\.Write\(document\.VisibleJSON\(indented\.Bytes\(\)\)\)/out.Write(append(document.VisibleJSON(nil), indented.Bytes()...))/' ./report Hostile
plant "the errors of other pairs in a long order" claims_order.go \
  's/w\.pairs\[pair\] = found\[i\]/w.pairs[pair] = found[0]/' . LongOrders

plant "overrides of the direction are shown raw" internal/document/visible.go \
  's/, unicode\.Is\(unicode\.Bidi_Control, r\):/:/' ./internal/document 'Visible|Cell|Hidden'
plant "a formula that opens with a minus" internal/document/visible.go \
  's/formulaSigns = "=\+-@/formulaSigns = "=+@/' ./internal/document 'Visible|Cell|Hidden'
plant "a formula after blanks" internal/document/visible.go \
  's/return unicode\.IsSpace\(r\) \|\| /return /' ./internal/document 'Visible|Cell|Hidden'
plant "no fsync" internal/outdir/outdir.go \
  's/errors\.Join\(root\.Rename\(next, Marker\), flush\(aside\)\)/root.Rename(next, Marker)/' ./internal/outdir 'Forced|Swept'
plant "no fsync of the folder above" internal/outdir/replace.go \
  's/errors\.Join\(flushOne\(parent\), removeMarked\(aside\)\)/removeMarked(aside)/' ./internal/outdir 'Forced|Swept'
plant "folders of running processes are removed" internal/outdir/lock_unix.go \
  's/return file, err == nil/return file, err == nil || errors.Is(err, errTaken)/' ./internal/outdir 'Forced|Swept'
plant "killed runs stay" internal/outdir/outdir.go \
  's/^\tsweep\(target\)$/\t_ = sweep/' ./internal/outdir 'Forced|Swept'

plant "an empty cell is a nought in files" internal/document/cell.go \
  's/^\tcase c\.lack != 0:$/\tcase c.lack < 0:/' ./internal/document 'Table|Cell|Arrange'
plant "readers see fractions for percent" internal/document/table.go \
  's/if c\.Unit == Share/if c.Unit == Points/' ./internal/document 'Table|Cell|Arrange'
plant "what is withheld is called unknown" internal/document/cell.go \
  's/case c\.lacks\(\) == Withheld:/case c.lacks() < 0:/' ./internal/document 'Table|Cell|Arrange'
plant "rows of a heading are torn apart" internal/document/arrange.go \
  's/if a\.Gather/if !a.Gather/' ./internal/document 'Table|Cell|Arrange'
plant "a picture without its constructs is drawn" report/pictures.go \
  's/len\(p\.Constructs\) != f\.constructs/len(p.Constructs) < 0/' ./report IncompleteStudy
plant "exact counts have intervals for readers" report/table_claims.go \
  's/\.FileOnly\(\)//' ./report 'ReadersSee|ExactCount'
