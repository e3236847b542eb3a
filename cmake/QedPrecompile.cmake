# SPDX-License-Identifier: Apache-2.0
# The foreign headers that most units read, compiled once a preset: QED_PRECOMPILE=ON for every unit (the sanitizer
# presets), =tests for the tests alone (release), =OFF for none (dev: a unit that forgot an
# include is found out; so it is for the library's units in release).
#   qed_precompile(TARGET rooms|tests)
# Two copies, since programs and libraries differ in -fPIE and -fPIC.
if(QED_PRECOMPILE)
  find_package(Eigen3 3.4 REQUIRED NO_MODULE)
  if(QED_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${QED_CCACHE}")
  endif()
  file(WRITE "${CMAKE_BINARY_DIR}/generated/precompiled.cpp" "")
endif()

# A precompiled header fits a unit only when both see the same macros and folders.
function(qed_precompiled_flags target)
  get_target_property(eigen_include Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
  target_include_directories(${target} SYSTEM PRIVATE ${eigen_include})
  if(QED_CPU_BASELINE STREQUAL "x86-64-v3")
    target_compile_definitions(${target} PRIVATE EIGEN_MAX_ALIGN_BYTES=32)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)  # ccache asks for it
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # g++ 12 on std::string again, as in QedCompiler: a precompiled header forgets which code is the system's.
      target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
                             -Wno-maybe-uninitialized)
    endif()
  endif()
endfunction()

function(qed_precompile target kind)
  if(NOT (QED_PRECOMPILE STREQUAL "ON" OR QED_PRECOMPILE STREQUAL kind))
    return()
  endif()
  set(host qed_precompiled_${kind})
  if(NOT TARGET ${host})
    add_library(${host} OBJECT "${CMAKE_BINARY_DIR}/generated/precompiled.cpp")
    qed_precompiled_flags(${host})
    set(headers <Eigen/Core> <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory>
                <numeric> <optional> <span> <string> <string_view> <utility> <variant> <vector>)
    if(kind STREQUAL "tests")
      list(APPEND headers <doctest/doctest.h>)
      set_target_properties(${host} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${host} PRIVATE -fPIE)
    endif()
    target_precompile_headers(${host} PRIVATE ${headers})
  endif()
  qed_precompiled_flags(${target})
  target_precompile_headers(${target} REUSE_FROM ${host})
endfunction()
