// SPDX-License-Identifier: Apache-2.0
#pragma once
// Written by tests/reference/clusters/hdbscan.py with scikit-learn 1.9.1; labels: '.' is noise.
namespace qed::models::golden {
struct HdbscanCase {
  int n, d, groups;
  double spread;
  int min_cluster_size, min_samples;
  const char* labels;
};
inline constexpr HdbscanCase kHdbscan[] = {
    {400, 3, 5, 1.5, 10, 5,
     "dbcbeccbdeeabbbdeedcacbcacebbecaceccbaddcdedcaacdedcddabccecacebbecacbcacdeedbbb"
     "aeedbccebcbdeeaebeaeedbcbeccbdeeabbbdeedcacbcacebbecaceccbaddcdedcaacdedcddabcce"
     "cacebbecacbcacdeedbbbaeedbccebcbdeeaebeaeedbcbeccbdeeabbbdeedcacbcacebbecaceccba"
     "ddcdedcaacdedcddabccecacebbecacbcacdeedbbbaeedbccebcbdeeaebeaeedbcbeccbdeeabbbde"
     "edcacbcacebbecaceccbaddcdedcaacdedcddabccecacebbecacbcacdeedbbbaeedbccebcbdeeaeb"},
    {600, 4, 7, 2.0, 15, 15,
     "..bcab.bbcbc..b...ca.a.....c.c....dccbdbdd.dbd...bddb...cdad..c.cdd.b.a..cab.bdd"
     "c..b.a.a.bdcd.c.a...dc..ca....c.cdd.dbac.ba.b.ddc.d.bda.ccb.bd.b.b.dbdbddbdbccd."
     "d....c.d.bda.acab...dc.c.b..acbdcdbc...cb.c..c.b...cb...b.ba.a.adb.d.c.c..dadc.."
     ".b..bdbdd.d.d..dbc..ad..cb.ddbbda.acabdbddc.c.ba..c..cd.cd....dc.bca.a...bc..b.b"
     "ac..a....dc.c.....c.bdb.dbdbdd.dbd.bdbccdadb.cb..d.b......bdbdd.bcb.a..c.dcd.cd."
     "..bdc..cababbcbcddb.b.c..ad.bd..bc.bdad..b.b.db.bdd.dbddbd.ccdad.bc.cddb.d..a.a."
     ".b....cbba..c.dc...d.dc.dcdbca.a....cddbdb.c.b.d....c.c..dad.c..bddb.bd.bdbddbdb"
     "..dadbbc...dbb...acab.b.d..cb...a..dcd.."},
    {300, 2, 4, 2.5, 8, 3,
     ".aaababaaabb..aa.aaaaaaaa.ab.aabaaaaaaabbaaaba..aaaba.a.aaaabaa.baaaaaaaaaaaaaab"
     "bb.aababaa.aaa.aaaaaaa.aaba.aaa.bb.aaaaaaaaaa.aaba.a.aaaaaaabbaaa.aabaaabbaaaaa."
     "abaa.baaaaaaaaaaaa.abb.aaa..baaaaa.aaaaaaaaa.a.a.aaab..aaaaa.aaaaaaa.baaaaaaaaa."
     "abb.aaaaabaaa.baaaa.aabaaabaaaaaaaaaaaa.abb.aaababaaaaaaaaaa"},
    {500, 3, 0, 1.0, 12, 4,
     ".acdcdcccbcccdbaaccddb.ad..b.dadccacddbcbddcdccbcdabaabaacbcdddbbcdabacccbccdddd"
     "cdbdcdcdcdbaddaadcbbcdbcddbadabbdcbadccdbddccccbacdbdddbdbdbddcccdcddbcbcdccccd."
     "dabaabcbdbcbdcdbadddcddcddccdcdcbcad.dabcbbb.acdcbdcdc.dddcdcdcdccdcddddcacddcd."
     "dcadccadcccccbbccccddcbacdadddddabadcbcdbdbcdabcdcdddddccd.ddabcdcbdbcabccd.cdcb"
     "cdcccdadcddddbbbaaddddccaddccddccdcbdcdcbcbcacacbbdcab.accdbcccddddbbcddddcdadcb"
     "ccdccbccdddcdbcdcdacccacdcdcdccbddccccddbbababcbcccbbbbcdcccbccdbccccdcbdbcacad."
     "bddaadddcaccbaccddcc"},
    {400, 3, 5, 3.0, 5, 2,
     ".xlF.zgnwq.r..kjbDpzvd.yvx.k.h.v.AylFva....wzrf..hjdjc.fy.qmvziokDz.e.m..aCDAF.F"
     "ch.AEzghBzkjh..btD.qCu.mFhdFFvqqc.k.ACA.evzBlugq..i.sz..zov.Az.DpE.czyCagAw.Emz."
     "..eb..Ad.dn.vg.qbAFtBv.C.tmohBzB.Cbc.FbFD.ak.fuzkouCh.xFt.AixEcE.ksliFFhg.g.zlt."
     "AwFuC..vrmwAw.ap.no.ig.yA.f.zszFyFy.CqwFkF..h.klE.FEt.h.rh.h.bqp.mk.elxaA.v.n..q"
     "Cuoflt.vohFF....b.z.vupkjh.grvzpCAg..rFleCerFCfBxdsgFe.FwAh.BnEsh...eo.F.F.hbvDk"},
};
}  // namespace qed::models::golden
