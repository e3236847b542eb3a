# SPDX-License-Identifier: Apache-2.0
# QED_PRECOMPILE=ON: the foreign headers that most units read are compiled once a preset. The sanitizer presets say so,
# where it takes a third off the build; the others do not, so that a unit that forgot an include is still found out.
#   qed_precompile(TARGET rooms|tests)
# Two copies, since programs and libraries differ in -fPIE and -fPIC.
if(QED_PRECOMPILE)
  find_package(Eigen3 3.4 REQUIRED NO_MODULE)
  # A precompiled header fits a unit only when both see the same macros and folders.
  get_target_property(eigen_include Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
  include_directories(SYSTEM ${eigen_include})
  if(QED_CPU_BASELINE STREQUAL "x86-64-v3")
    add_compile_definitions(EIGEN_MAX_ALIGN_BYTES=32)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)  # ccache asks for it
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # g++ 12 on std::string again, as in QedCompiler: a precompiled header forgets which code is the system's.
      add_compile_options(-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
    endif()
  endif()
  if(QED_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${QED_CCACHE}")
  endif()
  set(headers <Eigen/Core> <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory>
              <numeric> <optional> <span> <string> <string_view> <utility> <variant> <vector>)
  file(WRITE "${CMAKE_BINARY_DIR}/generated/precompiled.cpp" "")
  add_library(qed_precompiled_rooms OBJECT "${CMAKE_BINARY_DIR}/generated/precompiled.cpp")
  target_precompile_headers(qed_precompiled_rooms PRIVATE ${headers})
  add_library(qed_precompiled_tests OBJECT "${CMAKE_BINARY_DIR}/generated/precompiled.cpp")
  set_target_properties(qed_precompiled_tests PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(qed_precompiled_tests PRIVATE -fPIE)
  target_precompile_headers(qed_precompiled_tests PRIVATE ${headers} <doctest/doctest.h>)
endif()

function(qed_precompile target kind)
  if(QED_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM qed_precompiled_${kind})
  endif()
endfunction()
